"""What is counted about cases: written row by row, read in sums. No statement here reads what anybody answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from xidmet.store.tables import Case, CaseFigure, MonthFigure


@dataclass(frozen=True)
class Figure:
    """A sent case: see the table."""

    case: UUID
    service: str
    received_on: dt.date
    ended_on: dt.date | None = None
    outcome: str = ""
    move: str = ""
    ground: str = ""
    days: int | None = None
    late: bool = False
    officer: UUID | None = None


@dataclass(frozen=True)
class Sum:
    """So many cases that are alike in all of this."""

    service: str
    outcome: str
    move: str
    ground: str
    days: int | None
    late: bool
    cases: int


@dataclass(frozen=True)
class Span:
    """Days, both included."""

    first: dt.date
    last: dt.date


ROWS_AT_ONCE = 100  # nine parameters a row
COLUMNS = tuple(Figure.__dataclass_fields__)
KEEP = (
    'INSERT INTO case_figure ("case", service, received_on, ended_on, outcome, move, ground, days, late, officer)'
    ' VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}) ON CONFLICT ("case") DO UPDATE SET service = excluded.service,'
    " received_on = excluded.received_on, ended_on = excluded.ended_on, outcome = excluded.outcome,"
    " move = excluded.move, ground = excluded.ground, days = excluded.days, late = excluded.late,"
    " officer = excluded.officer"
)
ENDED = (
    "SELECT service, outcome, move, ground, days, late, COUNT(*) AS cases FROM case_figure WHERE service IN (%s)"
    " AND ended_on >= {} AND ended_on <= {} GROUP BY service, outcome, move, ground, days, late"
)
KEPT = (
    "SELECT service, outcome, move, ground, days, late, SUM(cases) AS cases FROM month_figure WHERE service IN (%s)"
    " AND month >= {} AND month <= {} GROUP BY service, outcome, move, ground, days, late"
)
OF_MONTH = (
    "SELECT service, outcome, move, ground, days, late, COUNT(*) AS cases FROM case_figure"
    " WHERE ended_on >= {} AND ended_on <= {} GROUP BY service, outcome, move, ground, days, late"
)
BY_DAY = (
    "SELECT %(column)s AS day, COUNT(*) AS cases FROM case_figure WHERE service IN (%(marks)s)"
    " AND %(column)s >= {} AND %(column)s <= {} %(only)s GROUP BY %(column)s"
)
OPEN = "SELECT COUNT(*) AS cases FROM case_figure WHERE service IN (%s) AND ended_on IS NULL"
LATE = "SELECT COUNT(*) AS cases FROM case_ WHERE deadline IS NOT NULL AND deadline <= {} AND (%s)"
BY_OFFICER = (
    "SELECT officer, COUNT(*) AS cases FROM case_figure WHERE service IN (%s) AND officer IS NOT NULL"
    " AND ended_on >= {} AND ended_on <= {} GROUP BY officer"
)
HELD = (
    'SELECT c.officer AS officer, COUNT(*) AS cases FROM case_figure f JOIN case_ c ON c.id = f."case"'
    " WHERE f.service IN (%s) AND f.ended_on IS NULL AND c.officer IS NOT NULL GROUP BY c.officer"
)


async def keep(figure: Figure) -> None:
    """Put it in, or in the place of what was known of this case before."""
    await CaseFigure.raw(KEEP, *(getattr(figure, name) for name in COLUMNS))


async def ended(services: Sequence[str], period: Span) -> list[Sum]:
    """What came to its outcome in a period: whole months that are kept from their sums, other days case by case."""
    marks, months = _marks(services), whole_months(period, await kept_until())
    found = list[Any]()
    for days in _without(period, months):
        found += await CaseFigure.raw(ENDED % marks, *services, days.first, days.last)
    if months:
        found += await CaseFigure.raw(KEPT % marks, *services, months.first, months.last)
    return [Sum(**{**row, "late": bool(row["late"]), "cases": int(row["cases"])}) for row in found]


async def kept_until() -> dt.date | None:
    """The last day of the months that are kept; None while none is."""
    row = await MonthFigure.raw("SELECT MAX(month) AS month FROM month_figure WHERE service = ''")
    return _last_day(_day(row[0]["month"])) if row[0]["month"] else None


def _last_day(month: dt.date) -> dt.date:
    return (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def whole_months(period: Span, kept: dt.date | None) -> Span | None:
    """The whole months of a period among those that are kept, from a first day to a last one."""
    if kept is None:
        return None
    first = period.first if period.first.day == 1 else _last_day(period.first) + dt.timedelta(days=1)
    last = min(period.last, kept)
    last = last if last == _last_day(last) else last.replace(day=1) - dt.timedelta(days=1)
    return Span(first, last) if first <= last else None


def _without(period: Span, months: Span | None) -> list[Span]:
    """What of a period lies before and after these months."""
    if months is None:
        return [period]
    day = dt.timedelta(days=1)
    pieces = (Span(period.first, months.first - day), Span(months.last + day, period.last))
    return [piece for piece in pieces if piece.first <= piece.last]


async def first_month() -> dt.date | None:
    """The month of the first outcome that there is."""
    row = await CaseFigure.raw("SELECT MIN(ended_on) AS day FROM case_figure WHERE ended_on IS NOT NULL")
    return _day(row[0]["day"]).replace(day=1) if row[0]["day"] else None


async def keep_month(month: dt.date) -> None:
    """The sums of a month that is over. Inside a transaction; raises for one that is kept, by its unique key."""
    sums = await CaseFigure.raw(OF_MONTH, month, _last_day(month))
    rows = [MonthFigure(id=uuid4(), month=month, **{**row, "late": bool(row["late"])}) for row in sums]
    mark = MonthFigure(id=uuid4(), month=month, service="", outcome="", move="", ground="", cases=0)
    for at in range(0, len(rows), ROWS_AT_ONCE):
        await MonthFigure.insert(*rows[at : at + ROWS_AT_ONCE])
    await MonthFigure.insert(mark)


async def forget_months() -> None:
    """Cases of former months were counted anew, so their sums are made again."""
    await MonthFigure.delete(force=True)


async def received(services: Sequence[str], period: Span) -> dict[dt.date, int]:
    """How many were received on each day."""
    return await _by_day("received_on", "", services, period)


async def decided(services: Sequence[str], period: Span) -> dict[dt.date, int]:
    """How many were decided by the agency on each day."""
    return await _by_day("ended_on", "AND outcome IN ('granted', 'refused')", services, period)


async def _by_day(column: str, only: str, services: Sequence[str], period: Span) -> dict[dt.date, int]:
    statement = BY_DAY % {"column": column, "marks": _marks(services), "only": only}
    rows = await CaseFigure.raw(statement, *services, period.first, period.last)
    return {_day(row["day"]): int(row["cases"]) for row in rows}


def _day(value: Any) -> dt.date:
    """SQLite gives back a text under a name of our own."""
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))


async def open_now(services: Sequence[str]) -> int:
    rows = await CaseFigure.raw(OPEN % _marks(services), *services)
    return int(rows[0]["cases"])


async def late_now(states: Mapping[str, Sequence[str]], moment: dt.datetime) -> int:
    """Cases whose nearer term is over, in these states of these services."""
    wanted = [(service, name) for service, names in states.items() for name in names]
    if not wanted:
        return 0
    each = " OR ".join(["(service = {} AND state = {})"] * len(wanted))
    rows = await Case.raw(LATE % each, moment, *(one for pair in wanted for one in pair))
    return int(rows[0]["cases"])


async def work(services: Sequence[str], period: Span) -> dict[UUID, tuple[int, int]]:
    """For each officer: how many they brought to their outcome in the period, and how many open ones they hold now."""
    marks = _marks(services)
    days = (*services, period.first, period.last)
    done = {row["officer"]: int(row["cases"]) for row in await CaseFigure.raw(BY_OFFICER % marks, *days)}
    held = {row["officer"]: int(row["cases"]) for row in await CaseFigure.raw(HELD % marks, *services)}
    return {_id(one): (done.get(one, 0), held.get(one, 0)) for one in {**done, **held}}


def _id(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))


def _marks(services: Sequence[str]) -> str:
    return ", ".join(["{}"] * len(services))


async def sent_after(after: UUID | None, limit: int) -> list[UUID]:
    """Sent cases by their id, from the one after this."""
    where: Any = Case.sent_at.is_not_null()
    if after is not None:
        where = where & (Case.id > after)
    rows: list[UUID] = await Case.select(Case.id).where(where).order_by(Case.id).limit(limit).output(as_list=True)
    return rows
