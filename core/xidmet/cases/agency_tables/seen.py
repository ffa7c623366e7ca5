"""What is shown of an agency's tables: each with its rows now, to come and past, and who changed what and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from xidmet import clock
from xidmet.auth import Actor
from xidmet.auth.offices import AgencyHere
from xidmet.cases.agency_tables.change import PROPOSED, needs_second
from xidmet.cases.agency_tables.find import Table, rows_in, subject_of, table_for, tables_for
from xidmet.cases.agency_tables.periods import Difference, Row, row_of
from xidmet.cases.agency_tables.settle import differences_of, own
from xidmet.cases.site import Site
from xidmet.contract.rule import Refusal
from xidmet.errors import NotFound
from xidmet.registers.kept import Kept
from xidmet.registers.kept_rows import in_order
from xidmet.registers.validity import in_force
from xidmet.store import agency_changes, agency_tables
from xidmet.store.agency_changes import Change

NOW, COMING, PAST = "now", "coming", "past"
ROWS_A_PAGE, CHANGES_SHOWN = 100, 100


@dataclass(frozen=True)
class Listed:
    """A table in the list of them. waiting: proposed changes."""

    table: Table
    now: int
    coming: int
    waiting: int


@dataclass(frozen=True)
class Seen:
    """counts: of rows by when they are. rows: one page of those that are shown. last: number of the last change.

    answers: of proposals, by their number, "confirmed" or "declined".
    """

    table: Table
    when: str
    counts: dict[str, int]
    rows: tuple[Row, ...]
    page: int
    more: bool
    changes: tuple[Change, ...]
    answers: dict[int, Change]
    last: int
    second: bool


@dataclass(frozen=True)
class OneChange:
    """answer: of a proposal; None while it waits. refusal: why this person can't confirm it."""

    table: Table
    change: Change
    differences: tuple[Difference, ...]
    answer: Change | None
    waits: bool
    refusal: Refusal | None


def when(kept: Kept, row: Row, today: dt.date) -> str:
    if kept.moments:
        begins = vars(row.form).get(kept.moments[0].name)
        if in_force(kept.register, row.form, clock.now()):
            return NOW
        return COMING if begins and begins > clock.now() else PAST
    return NOW if row.is_now(today) else COMING if row.first > today else PAST


async def listed(site: Site, actor: Actor, code: str) -> tuple[AgencyHere, list[Listed]]:
    """Raises NotFound, NotAllowed, SurerNeeded."""
    here, tables = tables_for(site.catalogue, actor, code)
    known = {table.name: table for table in tables}
    rows, today = await agency_tables.rows_of(list(known)), clock.today()
    waiting = await agency_changes.waiting([subject_of(table.kept) for table in tables])
    found = {
        name: [when(known[name].kept, row_of(known[name].kept, one), today) for one in rows if one.register == name]
        for name in known
    }
    return here, [
        Listed(
            table,
            found[name].count(NOW),
            found[name].count(COMING),
            sum(1 for one in waiting if one.subject == subject_of(table.kept)),
        )
        for name, table in known.items()
    ]


async def seen(site: Site, actor: Actor, code: str, name: str, shown: str = NOW, page: int = 1) -> Seen:
    """shown: which rows. page: of them, from 1. Raises NotFound, NotAllowed, SurerNeeded."""
    table, today = table_for(site.catalogue, actor, code, name), clock.today()
    if shown not in (NOW, COMING, PAST):
        raise NotFound
    rows = sorted(await rows_in(table), key=lambda one: (in_order(one.form), one.first))
    changes = await agency_changes.of_subject(subject_of(table.kept), limit=CHANGES_SHOWN)
    there = [when(table.kept, one, today) for one in rows]
    wanted = [row for row, at in zip(rows, there, strict=True) if at == shown]
    start = (page - 1) * ROWS_A_PAGE
    return Seen(
        table=table,
        when=shown,
        counts={at: there.count(at) for at in (NOW, COMING, PAST)},
        rows=tuple(wanted[start : start + ROWS_A_PAGE]),
        page=page,
        more=len(wanted) > start + ROWS_A_PAGE,
        changes=tuple(one for one in changes if one.about is None),
        answers={one.about: one for one in changes if one.about is not None},
        last=changes[0].number if changes else 0,
        second=needs_second(site.settings, table.kept),
    )


async def change_in(site: Site, actor: Actor, code: str, name: str, number: int) -> OneChange:
    """One change of a table. Raises NotFound, NotAllowed, SurerNeeded."""
    table = table_for(site.catalogue, actor, code, name)
    found = await agency_changes.by_number(subject_of(table.kept), number)
    if found is None or found.about is not None:
        raise NotFound
    answer = await agency_changes.answer_to(found.subject, number) if found.kind == PROPOSED else None
    waits = found.kind == PROPOSED and answer is None
    refusal = own(site, actor, table.kept, found)
    return OneChange(table, found, tuple(differences_of(table.kept, found)), answer, waits, refusal)
