"""A site whose one service keeps a roster, for the benches: permits with rules, registers, totals and notices."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from xidmet import clock
from xidmet.language import fold, sort_text
from xidmet.store import many, registers, searching, transaction
from xidmet.store.registers import Row
from xidmet.store.tables import Case, CaseConcern, CaseField, CaseFigure

PLUGIN = "bench_gates"  # a process imports one plugin of each name
SLUG, VOEN, HOLDER = "bench-passes", "1400000101", "rashad"
SITE = """
import datetime as dt

from xidmet import (
    Agency, Appeal, Attestation, Choice, Codelist, Date, Facts, Form, KeptHere, Lookup, Moment, Notice, Number, Officer,
    Party, Refusal, Register, Service, State, Text, Totals, Transition, derived, hookimpl, rule,
)

body = Agency("gates", "Gates")
keeper = Officer("keeper", "Keeper", body)
organisation = Party("Organisation", kinds=("legal_entity", "entrepreneur", "state_body"))
trades, places = Codelist("gates.trades", "Trades", kept_by=keeper), Codelist("gates.places", "Places", kept_by=keeper)


class Reason(Form):
    ground = Choice("Ground", {"old": "Too old", "closed": "Trade closed"})
    text = Text("Explanation", format="long")


class Employer(Form):
    voen, name = Text("VOEN", format="voen"), Text("Name")


class Job(Form):
    fin, voen = Text("FIN", format="fin"), Text("VOEN", format="voen")


class Most(Form):
    voen, most = Text("VOEN", format="voen"), Number("Most")


class Time(Form):
    act, opens, closes = Text("Act"), Moment("From"), Moment("To")
    trades, places = Lookup("Trades", trades).many(), Lookup("Places", places).many()


employers, jobs = Register("gates.employers", "Employers", Employer), Register("gates.jobs", "Jobs", Job)
limits, times = Register("gates.limits", "Limits", Most, kept_by=keeper), Register("gates.times", "Times", Time)


class Person(Form):
    surname, given_name = Text("Surname", search=True), Text("Given name", search=True)
    patronymic, born = Text("Patronymic").optional(), Date("Born")
    fin = Text("FIN", format="fin", search=True)
    employer = Lookup("Employer", employers)
    position, trade, place = Text("Position"), Lookup("Trade", trades), Lookup("Place", places)
    phone, vehicle = Text("Phone", format="phone").optional(), Text("Vehicle").optional()

    @derived("VOEN")
    def voen(self) -> str:
        return self.employer.voen


class Opening(Form):
    time = Lookup("Time", times)

    @derived("Until")
    def ends(self) -> dt.datetime:
        return self.time.closes


class Pass(Form):
    number, fin, surname, given_name = Text("Number"), Person.fin, Person.surname, Person.given_name
    employer, trade, place, vehicle = Person.employer, Person.trade, Person.place, Person.vehicle
    time, ends = Opening.time, Opening.ends


employee = Party("Employee", who=Person.fin)
job, limit = jobs.where(fin=Person.fin, voen=Person.voen), limits.where(voen=Person.voen)

class Here(Form):
    place = Lookup("Place", places)


@rule(law="5")
def right_place(shown: Pass, facts: Facts) -> Refusal | None:
    fits = facts.asked(Here).place.code == shown.place.code
    return None if fits else Refusal(Here.place, why="Elsewhere.", mend="Go there.")


paper = Attestation("gates.passes", "Pass", of=Pass, template="pass.typ", valid_until=Pass.ends, holder=employee,
                    listed=True, carries=(Pass.place, Pass.ends), asks=Here, needs=(right_place,))


@rule(law="1", reads=(job,))
def has_job(asked: Person, facts: Facts) -> Refusal | None:
    return None if facts[job] else Refusal(Person.fin, why="No job.", mend="Register it.")


@rule(law="2")
def young(asked: Person, facts: Facts) -> Refusal | None:
    return Refusal(Person.born, why="Old.", mend="Leave out.") if facts.now.year - asked.born.year > 65 else None


@rule(law="3")
def open_trade(asked: Person, facts: Facts) -> Refusal | None:
    time = facts.asked(Opening).time
    fits = asked.trade in time.trades and asked.place in time.places
    return None if fits else Refusal(Person.trade, why="Closed.", mend="Wait.")


@rule(law="4", reads=(limit,))
def few_enough(asked: Person, facts: Facts) -> Refusal | None:
    full = facts[limit] and facts.others >= facts[limit][0].most
    return Refusal(why="Too many.", mend="Cancel one.") if full else None


class Passes(Service):
    slug, title, agency, law, purpose, keep_years = "bench-passes", "Passes", body, "Law", "To be measured", 1
    form, applicant, one_per = Person, organisation, (Person.fin,)
    columns = (Person.surname, Person.given_name, Person.fin, Person.trade, Person.place)
    appeal = Appeal("The keeper", days=30, law="Law")
    draft = State("Draft", waits_for=organisation)
    entered, active, expired = State("Entered"), State("Active", in_force=True), State("Expired")
    starts = draft
    enter = Transition("Enter", draft, entered, by=organisation)
    activate = Transition(
        "Activate", [entered, expired], active, by=organisation, asks=Opening, signed="list", bulk=True,
        needs=[has_job, young, open_trade, few_enough], issues=paper, tells=[Notice(employee, "Active until {ends}.")],
    )
    expire = Transition("Expire", active, expired, at=Opening.ends, tells=[Notice(employee, "Over.")])
    revoked = State("Revoked")
    revoke = Transition(
        "Revoke", active, revoked, by=keeper, asks=Reason,
        tells=[Notice(organisation, "Revoked: {ground}. {text}"), Notice(employee, "Revoked: {ground}. {text}")],
    )
    totals = (Totals("By trade", (Person.employer, Person.trade, Person.place), (active,), keeper),)


@hookimpl
def services():
    return [Passes]


@hookimpl
def registers(options):
    return [KeptHere(one) for one in (trades, places, employers, jobs, limits, times)]
"""
TEMPLATE = """#let d = json(bytes(sys.inputs.data))
#set document(title: d.label, date: datetime(year: d.year, month: d.month, day: d.day))
= #d.label #d.number
"""
EMPLOYER = {"voen": VOEN, "name": "“Nümunə Logistika” MMC"}
CODES = ("a", "b", "c", "d")
AT_ONCE = 10_000  # rows of the seed
CASES = (
    *("id", "number", "service", "party", "follows", "state", "state_since", "version", "typed", "answers", "asked"),
    *("sort_name", "unique_key", "due_move", "taken_as", "journal_head", "journal_rows"),
    *("opened_at", "sent_at", "changed_at"),
)
FIGURES = many.FIGURES


def write_roster_site(folder: Path) -> Path:
    """The site's folder."""
    plugin = folder / "plugins" / PLUGIN
    (plugin / "templates").mkdir(parents=True)
    (plugin / "__init__.py").write_text(SITE, encoding="utf-8")
    (plugin / "templates" / "pass.typ").write_text(TEMPLATE, encoding="utf-8")
    (folder / "plugins.toml").write_text(f'[[plugins]]\nname = "{PLUGIN}"\n', encoding="utf-8")
    return folder


def code(name: str) -> dict[str, Any]:
    return {"code": name, "name": name.upper(), "name_az": None, "name_ru": None, "parent": None}


async def seed_registers(people: int) -> None:
    """What the rules look at; a job for each of so many people."""
    moment = clock.now()
    time = {
        "act": "Act",
        "opens": moment.isoformat(),
        "closes": (moment + dt.timedelta(days=30)).isoformat(),
        "trades": [code(name) for name in CODES],
        "places": [code(name) for name in CODES],
    }
    for register in ("gates.trades", "gates.places"):
        await _keep(register, [Row(name, "", code(name), name) for name in CODES])
    await _keep("gates.employers", [Row(VOEN, "", EMPLOYER, "")])
    await _keep("gates.limits", [Row(VOEN, "", {"voen": VOEN, "most": 10**9}, "")])
    await _keep("gates.times", [Row("Act", "", time, "")])
    await _keep("gates.jobs", [Row(fin(n), "", {"fin": fin(n), "voen": VOEN}, "") for n in range(people)])


async def _keep(register: str, rows: list[Row]) -> None:
    async with transaction():
        await registers.replace_version(register, "", rows)


def fin(n: int) -> str:
    signs = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    return "9" + "".join(signs[n // 34**place % 34] for place in range(5, -1, -1))


def answers(n: int) -> dict[str, Any]:
    return {
        "surname": f"Soyad{n % 4999}",
        "given_name": f"Ad{n % 997}",
        "patronymic": "Əli oğlu",
        "born": "1990-05-01",
        "fin": fin(n),
        "employer": EMPLOYER,
        "position": "Sürücü",
        "trade": code(CODES[n % 4]),
        "place": code(CODES[n // 4 % 4]),
        "phone": "+994501234567",
        "vehicle": None,
    }


async def seed(first: int, until: int, party: str = f"o:{VOEN}") -> None:
    """Entered cases, with what they are searched by, whom they are about and what is counted of them."""
    for start in range(first, until, AT_ONCE):
        cases = [(uuid4(), n) for n in range(start, min(start + AT_ONCE, until))]
        async with transaction():
            await many.insert(Case, CASES, [_case(wanted, n, party) for wanted, n in cases])
            await many.insert(CaseField, ("id", "case", "service", "path", "value"), list(_fields(cases)))
            await many.insert(CaseConcern, ("id", "case", "service", "key", "at"), list(_concerns(cases, party)))
            today = clock.today()
            figures = [(one, SLUG, today, today, "undecided", "enter", "", None, False, None) for one, _n in cases]
            await many.insert(CaseFigure, FIGURES, figures)


def number(n: int) -> str:
    return f"B-{n:08}"


def _case(wanted: UUID, n: int, party: str) -> tuple[Any, ...]:
    moment, said = clock.now(), json.dumps(answers(n), ensure_ascii=False)
    asked = json.dumps({"done": [{"transition": "enter", "by": "time", "at": moment.isoformat()}]})
    key = f"{SLUG}|{party}|{fin(n)}"
    named = (wanted, number(n), SLUG, party, "", "entered", moment, 3, "{}", said, asked)
    return (*named, sort_text(answers(n)["surname"]), key, "", "", "", 0, moment, moment, moment)


def _fields(cases: list[tuple[UUID, int]]) -> Iterator[tuple[Any, ...]]:
    for wanted, n in cases:
        said = answers(n)
        for path in ("surname", "given_name", "fin"):
            yield from ((uuid4(), wanted, SLUG, path, text) for text in searching.from_each_word(fold(said[path])))


def _concerns(cases: list[tuple[UUID, int]], party: str) -> Iterator[tuple[Any, ...]]:
    for wanted, n in cases:
        yield from ((uuid4(), wanted, SLUG, key, clock.now()) for key in (party, f"p:{fin(n)}"))
