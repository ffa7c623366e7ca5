"""A site whose one service keeps a roster: an organisation's people, each with a pass that is active for a time."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import Site, find_case, move, open_case
from xidmet.cases.answer import answer
from xidmet.store import registers

from tests.contract.sites import write_site
from tests.core.certificate import token

PLUGIN = """
import datetime as dt

from xidmet import (
    Agency, Appeal, Attestation, Choice, Date, Facts, Form, Notice, Officer, Party, Refusal, Service, State, Text,
    Transition, hookimpl, rule,
)

body = Agency("gates", "Gates")
keeper = Officer("keeper", "Keeper of gates", body)
organisation = Party(
    "Organisation", kinds=("legal_entity", "entrepreneur", "state_body"), mandates=("head", "seal_holder")
)


class Person(Form):
    surname = Text("Surname")
    given_name = Text("Given name")
    fin = Text("FIN", format="fin")
    born = Date("Born")
    trade = Choice("Trade", {"food": "Food", "fun": "Fun"})


class Time(Form):
    until = Date("Until")


class Reason(Form):
    ground = Choice("Ground", {"old": "Too old", "closed": "Trade closed"})
    text = Text("Explanation", format="long")


class Pass(Form):
    number = Text("Number")
    surname = Person.surname
    fin = Person.fin
    until = Time.until


employee = Party("Employee", who=Person.fin)
paper = Attestation("gates.passes", "Pass", of=Pass, template="pass.typ", valid_until=Pass.until, holder=employee)


@rule(law="Law, 1")
def not_too_old(asked: Person, facts: Facts) -> Refusal | None:
    if facts.now.year - asked.born.year > 65:
        return Refusal(Person.born, why="{surname} is over 65.", mend="Leave this person out.", surname=asked.surname)
    return None


@rule(law="Law, 2")
def open_trade(asked: Person, facts: Facts) -> Refusal | None:
    if asked.trade == "fun":
        return Refusal(Person.trade, why="This trade is closed.", mend="Wait until it opens.")
    return None


class Passes(Service):
    slug, title, agency, law, purpose, keep_years = "passes", "Passes", body, "Law", "To let people through", 1
    form, applicant, one_per = Person, organisation, (Person.fin,)
    columns = (Person.surname, Person.given_name, Person.fin, Person.trade)
    appeal = Appeal("The keeper of gates", days=30, law="Law, 3")
    draft = State("Being entered", waits_for=organisation)
    entered, active, expired = State("Entered"), State("Active", in_force=True), State("Expired")
    cancelled, revoked = State("Cancelled"), State("Revoked")
    starts = draft
    enter = Transition("Enter", draft, entered, by=organisation, bulk=True)
    activate = Transition(
        "Activate", [entered, expired], active, by=organisation, asks=Time, signed="list", bulk=True,
        needs=[not_too_old, open_trade], issues=paper, tells=[Notice(employee, "Your pass is active.")],
    )
    expire = Transition("Expire", active, expired, at=Time.until, tells=[Notice(employee, "Your pass is over.")])
    cancel = Transition("Cancel", [entered, active, expired], cancelled, by=organisation, bulk=True)
    revoke = Transition(
        "Revoke", [entered, active, expired], revoked, by=keeper, asks=Reason, bulk=True,
        tells=[
            Notice(organisation, "The pass {number} was revoked: {ground}. {text}"),
            Notice(employee, "Your pass was revoked: {ground}. {text}"),
        ],
    )
    restore = Transition("Uphold the objection", revoked, entered, by=keeper)


@hookimpl
def services():
    return [Passes]
"""
SLUG, AGENCY, KEEPER = "passes", "gates", "gates:keeper"
TEMPLATE = """
#let d = json(bytes(sys.inputs.data))
#set document(title: d.label, date: datetime(year: d.year, month: d.month, day: d.day))
= #d.label #d.number
"""
YOUNG = dt.date(1990, 5, 1)


def roster_site(folder: Path, more: str = "") -> Path:
    """The site's folder. more: code behind the plugin's own, such as a demo hook."""
    plugin = write_site(folder, {"gates": PLUGIN + more})
    templates = folder / "plugins" / "gates" / "templates"
    templates.mkdir(parents=True, exist_ok=True)
    (templates / "pass.typ").write_text(TEMPLATE, encoding="utf-8")
    return plugin.parent


def fin(n: int) -> str:
    """A FIN that nobody has: valid in form only."""
    signs = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    return "9" + "".join(signs[n // 34**place % 34] for place in range(5, -1, -1))


def answers(n: int, **more: str) -> dict[str, str]:
    given = {"surname": f"Məmmədov{n}", "given_name": "Əli", "fin": fin(n), "born": YOUNG.isoformat(), "trade": "food"}
    return {**given, **more}


async def entered(site: Site, actor: Actor, n: int, **more: str) -> str:
    """The number of a person's case, entered by somebody who acts for an organisation."""
    case = await open_case(site, actor, SLUG, token())
    assert not (await answer(site, actor, case.number, answers(n, **more), 1)).errors
    await done(site, actor, case.number, "enter")
    return case.number


async def done(site: Site, actor: Actor, number: str, name: str, **asked: str) -> None:
    before = await find_case(site, number)
    assert before is not None
    await move(site, actor, number, name, version=before.version, token=token(), asked=asked)


def later(days: int) -> str:
    return (clock.today() + dt.timedelta(days=days)).isoformat()


# The same service, whose one question before activating has one answer as long as one time is declared.
TIMES = """
class Period(Form):
    act = Text("Act")
    opens = Date("From")
    until = Date("Until")


times = Register("gates.times", "Times", Period, kept_by=keeper, valid=(Period.opens, Period.until))


class Time(Form):
    period = Lookup("Time", times)

    @derived("Until")
    def until(self) -> dt.date:
        return self.period.until
"""
ASKED = 'class Time(Form):\n    until = Date("Until")\n'
HOOK = """

@hookimpl
def registers(options):
    return [KeptHere(times)]
"""


def timed_site(folder: Path, more: str = "") -> Path:
    """The same, where nothing is asked before activating: see a_time(). more: code behind the plugin's own.

    It is a plugin of another name, for a process imports one of each name.
    """
    changed = PLUGIN.replace(ASKED, TIMES).replace(
        "from xidmet import (", "from xidmet import (\n    DemoCase, DemoData, KeptHere, Lookup, Register, derived,"
    )
    assert changed.count("times = Register") == 1
    plugin = write_site(folder, {"timed_gates": changed + HOOK + more})
    templates = folder / "plugins" / "timed_gates" / "templates"
    templates.mkdir(parents=True, exist_ok=True)
    (templates / "pass.typ").write_text(TEMPLATE, encoding="utf-8")
    return plugin.parent


async def a_time(act: str = "Act 1", days: int = 3) -> None:
    row = {"act": act, "opens": later(-1), "until": later(days)}
    await registers.keep("gates.times", act, "", row, act)


DEMO = """

@hookimpl
def demo(people, today):
    names = [("Əhmədova", "food"), ("Quliyeva", "food"), ("Həsənov", "fun"), ("Zeynalov", "fun")]
    time = Period(act="Act 1", opens=today, until=today + dt.timedelta(days=30))
    given = [
        {"surname": name, "given_name": "Əli", "fin": f"900000{n}", "born": "1990-05-01", "trade": trade}
        for n, (name, trade) in enumerate(names)
    ]
    return DemoData(
        rows=[(times, "", time)],
        cases=[DemoCase("rashad", Passes, one, moves=[("rashad", "enter", {})]) for one in given],
    )
"""


def demonstration(folder: Path) -> Path:
    """The timed one, in which rashad has entered four people, two of them of a trade that is closed."""
    return timed_site(folder, DEMO)
