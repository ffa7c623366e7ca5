"""What a case took from registers: each row with its register, when it was taken, and on request how it is today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.cases.at_desk import worked_on
from xidmet.cases.case import Case
from xidmet.cases.site import Site
from xidmet.contract.answers import row_key
from xidmet.contract.fields import Derived, Field
from xidmet.contract.form import Form, Part
from xidmet.contract.registers import Lookup
from xidmet.contract.shown import value_of
from xidmet.contract.sources import OverHttp
from xidmet.errors import RegisterDown
from xidmet.store import transaction

MOST = 60  # rows that are shown, and compared at once


@dataclass(frozen=True)
class TakenRow:
    """path: of the answer. host: the machine it was fetched from, "" for a register that is kept on the portal."""

    path: str
    field: Lookup[Any]
    row: Form
    host: str


@dataclass(frozen=True)
class Change:
    column: Field[Any]
    before: Any
    now: Any


@dataclass(frozen=True)
class Compared:
    """gone: it is not in force any more, or there is none under its key. silent: the register did not answer."""

    changes: tuple[Change, ...] = ()
    gone: bool = False
    silent: bool = False


def rows_taken(site: Site, case: Case) -> tuple[TakenRow, ...]:
    """In the order of the questions; at most so many."""
    found = []
    for path, field, row in _rows(case.answers, ""):
        source = site.catalogue.sources.get(field.register.name)
        host = source.url.partition("://")[2].partition("/")[0] if isinstance(source, OverHttp) else ""
        found.append(TakenRow(path, field, row, host))
        if len(found) == MOST:
            break
    return tuple(found)


def _rows(answers: Form, at: str) -> Iterator[tuple[str, Lookup[Any], Form]]:
    for name, field in type(answers).fields.items():
        value = vars(answers).get(name)
        several = isinstance(value, tuple)
        for place, one in enumerate(value if isinstance(value, tuple) else (value,)):
            path = f"{at}{name}-{place}" if several else f"{at}{name}"
            if isinstance(field, Lookup) and isinstance(one, Form):
                yield path, field, one
            elif isinstance(field, Part) and isinstance(one, Form):
                yield from _rows(one, f"{path}-")


def taken_at(case: Case) -> dt.datetime:
    """When the answers were read last, and their rows with them."""
    moves = {one.name: one for one in case.service.transitions}
    amended = [done.at for done in case.done if done.transition in moves and moves[done.transition].amends]
    return max([*amended, case.record.sent_at or case.record.opened_at])


async def compare(site: Site, actor: Actor, number: str) -> tuple[Case, Mapping[str, Compared]]:
    """Each row with the register as it is now, by path. Nothing of the case changes; the journal says who asked.

    Raises NotFound. A register that does not answer is asked once, and stops nothing else.
    """
    case, office = await worked_on(site, actor, number)
    found: dict[str, Compared] = {}
    silent = set[str]()
    for one in rows_taken(site, case):
        name = one.field.register.name
        if name not in silent:
            try:
                found[one.path] = await _compared(site, case, one)
                continue
            except RegisterDown:
                silent.add(name)
        found[one.path] = Compared(silent=True)
    differ = sum(1 for one in found.values() if one.changes or one.gone)
    counts = {"rows": len(found), "differ": differ, "silent": len(silent)}
    async with transaction():
        facts = {**actor.marks, "office": office.key}
        await journal.append(case.record.id, "compared", {**facts, **counts}, actor.signature)
    return case, found


async def _compared(site: Site, case: Case, taken: TakenRow) -> Compared:
    party = case.party if taken.field.own else ""
    now = await site.registers.row(taken.field.register.name, row_key(taken.row), party)
    if now is None:
        return Compared(gone=True)
    columns = [one for one in type(taken.row).fields.values() if not isinstance(one, Derived)]
    pairs = ((one, value_of(one, taken.row), value_of(one, now)) for one in columns)
    return Compared(tuple(Change(one, before, after) for one, before, after in pairs if before != after))


def days_ago(moment: dt.datetime) -> int:
    """Calendar days, by the country's clock."""
    return (clock.local(clock.now()).date() - clock.local(moment).date()).days
