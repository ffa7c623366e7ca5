"""Millions of permits: one organisation of 50,000 people, and as many others of fifty as are asked for.

What is found, counted and checked of a permit stands there as its moves write it, but for its journal, in which one row
stands for all of them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from xidmet import clock
from xidmet.attestations.number import new_number
from xidmet.bench import roster_site
from xidmet.bench.roster_site import CODES, SLUG, VOEN, code
from xidmet.bench.unindexed import unindexed
from xidmet.journal import next_row
from xidmet.language import sort_text
from xidmet.store import journal, many, registers, transaction
from xidmet.store.registers import Row
from xidmet.store.tables import Case, CaseConcern, CaseField, CaseFigure, CaseRow, CaseTotal, Issued, JournalRow

PEOPLE = 50_000  # of the one organisation
EACH = 50  # people of each other one
FIRST_VOEN = 1_500_000_001  # the last digit says that it is a legal entity's
AT_ONCE = 20_000  # permits in one transaction
MANY = 100_000  # from so many on their indexes are made afterwards
TABLES = (JournalRow, Case, CaseField, CaseRow, CaseConcern, CaseFigure, CaseTotal, Issued)
LASTS = dt.timedelta(days=30)
CASES = (
    *("id", "number", "service", "party", "follows", "state", "state_since", "version", "typed", "answers", "asked"),
    *("sort_name", "unique_key", "due_at", "due_move", "taken_as", "journal_head", "journal_rows"),
    *("opened_at", "sent_at", "changed_at"),
)
FIELDS = ("id", "case", "service", "party", "path", "value")
ISSUED = (
    *("id", "number", "attestation", "service", "case", "holder", "holder_name", "record", "language", "in_force"),
    *("issued_at", "valid_until", "ended_at", "ended_by", "qr", "document", "status_index"),
)


@dataclass(frozen=True, slots=True)
class Permit:
    """n: which one, from 0. id: of its case. paper: number of what was issued, "" for nothing."""

    n: int
    id: str
    voen: str
    fin: str
    surname: str
    given_name: str
    trade: str
    place: str
    state: str
    paper: str
    at: dt.datetime
    row: journal.Row

    @property
    def party(self) -> str:
        return f"o:{self.voen}"


@dataclass(frozen=True)
class Texts:
    """The data of a permit with "%(fin)s" and the like in place of its own."""

    answers: str
    entered: str
    asked: str
    record: str


def number(n: int) -> str:
    """Of a case."""
    return f"2026-{n:08}"


def fin(n: int) -> str:
    """Valid in form only."""
    return f"9{n:06X}"


def state(n: int) -> str:
    return "entered" if n % 10 < 3 else "active" if n % 10 < 8 else "expired"


def organisation(n: int) -> str:
    """The VÖEN."""
    return VOEN if n < PEOPLE else f"{FIRST_VOEN + (n - PEOPLE) // EACH * 10}"


async def prepare(jobs: Sequence[int]) -> None:
    """What the rules look at. jobs: which people have one, so that their permits can be activated."""
    await roster_site.seed_registers(0)
    found = [{"fin": fin(n), "voen": organisation(n)} for n in jobs]
    async with transaction():
        await registers.replace_version("gates.jobs", "", [Row(one["fin"], "", one, "") for one in found])


async def fill(first: int, until: int, *, only: str = "") -> None:
    """The permits from the one on, up to the other. only: all of them in this state."""
    async with unindexed(TABLES if until - first >= MANY else ()):
        await _fill(first, until, only)
    await Case.raw("ANALYZE")


async def _fill(first: int, until: int, only: str) -> None:
    moment = clock.now()
    texts = _texts(moment, moment + LASTS)
    for start in range(first, until, AT_ONCE):
        made = [_permit(n, moment, only) for n in range(start, min(start + AT_ONCE, until))]
        async with transaction():
            await _write(made, texts, moment)


def _permit(n: int, moment: dt.datetime, only: str) -> Permit:
    at = moment - dt.timedelta(minutes=n % 400_000)
    standing = only or state(n)
    paper = "" if standing == "entered" else new_number()
    names = (f"Soyad{n * 7919 % 4999}", f"Ad{n % 997}")
    codes = (CODES[n % 4], CODES[n // 4 % 4])
    row = next_row(UUID(_id(0, n)), "", 1, at, "opened", {"service": SLUG}, {})
    return Permit(n, _id(0, n), organisation(n), fin(n), *names, *codes, standing, paper, at, row)


def _id(which: int, n: int) -> str:
    """One after the other, so that they are quickly put in; looked up they cost the same. which: row of the permit."""
    return f"{n:08x}-0000-4000-8{which:03x}-000000000000"


async def _write(made: Sequence[Permit], texts: Texts, moment: dt.datetime) -> None:
    ends, today = moment + LASTS, clock.today()
    issued = [one for one in made if one.paper]
    await many.insert(Case, CASES, [_case(one, texts, ends) for one in made])
    await many.insert(CaseField, FIELDS, [row for one in made for row in _found_by(one)])
    await many.insert(CaseRow, ("id", "case", "register", "key"), [row for one in made for row in _rests_on(one)])
    await many.insert(
        CaseConcern, ("id", "case", "service", "key", "at"), [row for one in made for row in _concerns(one)]
    )
    figures = [(one.id, SLUG, today, today, "granted", "activate", "", None, False, None) for one in issued]
    await many.insert(CaseFigure, many.FIGURES, figures)
    await many.insert(CaseTotal, many.TOTALS, [_total(one, today) for one in made if one.state == "active"])
    await many.insert(JournalRow, many.JOURNAL, [_written(one.row) for one in made])
    await many.insert(Issued, ISSUED, [_issued(one, texts, ends) for one in issued])


def _case(one: Permit, texts: Texts, ends: dt.datetime) -> tuple[Any, ...]:
    said, at = _said(one), many.plain(one.at)
    asked, version = (texts.entered, 3) if one.state == "entered" else (texts.asked, 4)
    named = (one.id, number(one.n), SLUG, one.party, "", one.state, at, version, "{}", texts.answers % said)
    due = (many.plain(ends), "expire") if one.state == "active" else (None, "")
    key = f"{SLUG}|{one.party}|{one.fin}"
    return (
        *named,
        asked % said,
        _sorted(f"{one.surname} {one.given_name}"),
        key,
        *due,
        "",
        one.row.hash,
        1,
        at,
        at,
        at,
    )


def _written(row: journal.Row) -> tuple[Any, ...]:
    named = (str(row.id), str(row.chain), row.place, row.form, many.plain(row.happened_at), row.kind)
    return (*named, row.body, row.before, row.hash)


def _said(one: Permit) -> dict[str, str]:
    names = {"surname": one.surname, "given_name": one.given_name, "fin": one.fin, "voen": one.voen, "at": str(one.at)}
    codes = {"trade": one.trade, "place": one.place, "TRADE": one.trade.upper(), "PLACE": one.place.upper()}
    return {**names, **codes, "paper": one.paper}


def _found_by(one: Permit) -> Iterator[tuple[Any, ...]]:
    said = [("surname", one.surname.lower()), ("given_name", one.given_name.lower()), ("fin", one.fin.lower())]
    marks = (("trade", f"=trade={one.trade}="), ("place", f"=place={one.place}="))
    for which, (path, text) in enumerate((*said, *marks)):
        yield _id(which, one.n), one.id, SLUG, one.party, path, text


def _rests_on(one: Permit) -> Iterator[tuple[Any, ...]]:
    rows = (("employers", one.voen), ("trades", one.trade), ("places", one.place))
    for which, (register, key) in enumerate(rows):
        yield _id(which, one.n), one.id, f"gates.{register}", key


def _concerns(one: Permit) -> Iterator[tuple[Any, ...]]:
    for which, key in enumerate((one.party, f"p:{one.fin}")):
        yield _id(which, one.n), one.id, SLUG, key, many.plain(one.at)


def _total(one: Permit, today: dt.date) -> tuple[Any, ...]:
    labels = json.dumps([roster_site.EMPLOYER["name"], one.trade.upper(), one.place.upper()], ensure_ascii=False)
    return (one.id, one.id, SLUG, 0, f"{today}", one.party, one.voen, one.trade, one.place, labels, 0)


def _issued(one: Permit, texts: Texts, ends: dt.datetime) -> tuple[Any, ...]:
    named = (one.id, one.paper, "gates.passes", SLUG, one.id, f"p:{one.fin}", f"{one.given_name} {one.surname}")
    times = (many.plain(one.at), many.plain(ends), None)
    return (*named, texts.record % _said(one), "az", one.state == "active", *times, "", "", None, None)


@cache
def _sorted(name: str) -> str:
    return sort_text(name)


def _texts(moment: dt.datetime, ends: dt.datetime) -> Texts:
    trade, place = ({**code("a"), "code": f"%({name})s", "name": f"%({name.upper()})s"} for name in ("trade", "place"))
    employer = {**roster_site.EMPLOYER, "voen": "%(voen)s"}
    person = {name: f"%({name})s" for name in ("surname", "given_name", "fin")}
    answers = {**roster_site.answers(0), **person, "employer": employer, "trade": trade, "place": place}
    times = {name: (moment if name == "opens" else ends).isoformat() for name in ("opens", "closes")}
    time = {"act": "Act", **times, **{name: [code(one) for one in CODES] for name in ("trades", "places")}}
    done = [{"transition": name, "by": "time", "at": "%(at)s"} for name in ("enter", "activate")]
    opening = {"Opening": {"time": time, "ends": ends.isoformat()}}
    shown = {"employer": employer, "trade": trade, "place": place, "vehicle": None, "time": time, **person}
    found = (
        answers | {"voen": "%(voen)s"},
        {"done": done[:1]},
        {"forms": opening, "done": done},
        {"number": "%(paper)s", **shown, "ends": ends.isoformat()},
    )
    return Texts(*(json.dumps(one, ensure_ascii=False) for one in found))
