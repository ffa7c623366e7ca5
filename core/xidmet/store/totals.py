"""What cases add to the totals of their services, and the sums by group. A row is there exactly while it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from xidmet.store.tables import CaseTotal

ROWS_AT_ONCE = 80  # eleven parameters a row
# A case stands once in a group. Labels are not in the index, so they are read for the groups that are shown alone.
GROUPS = (
    "SELECT g.first, g.second, g.third, g.cases, g.parties, g.adds, (SELECT t.labels FROM case_total t"
    " WHERE t.service = {} AND t.place = {} AND t.span = {} AND t.first = g.first AND t.second = g.second"
    " AND t.third = g.third LIMIT 1) AS labels FROM (SELECT first, second, third, COUNT(*) AS cases,"
    " COUNT(DISTINCT party) AS parties, SUM(adds) AS adds FROM case_total WHERE service = {} AND place = {}"
    " AND span = {} GROUP BY first, second, third ORDER BY %s DESC, first, second, third LIMIT {}) g"
    " ORDER BY g.%s DESC, g.first, g.second, g.third"
)
WHOLE = (
    'SELECT COUNT(DISTINCT "case") AS cases, COUNT(DISTINCT party) AS parties, COALESCE(SUM(adds), 0) AS adds'
    " FROM case_total WHERE service = {} AND place = {} AND span = {}"
)
SPANS = "SELECT DISTINCT span FROM case_total WHERE service = {} ORDER BY span DESC LIMIT 100"


@dataclass(frozen=True)
class Row:
    """What a case adds to one group. keys: one to three. labels: JSON, a name for each; "" where the key says it."""

    place: int
    span: str
    party: str
    keys: tuple[str, ...]
    labels: str
    adds: int


@dataclass(frozen=True)
class Group:
    keys: tuple[str, str, str]
    labels: str
    cases: int
    parties: int
    adds: int


async def replace(case: UUID, service: str, rows: Sequence[Row]) -> None:
    """Exactly these rows of a case. Inside the transaction of its move."""
    await CaseTotal.delete().where(CaseTotal.case == case)
    made = [_made(case, service, row) for row in rows]
    for at in range(0, len(made), ROWS_AT_ONCE):
        await CaseTotal.insert(*made[at : at + ROWS_AT_ONCE])


def _made(case: UUID, service: str, row: Row) -> CaseTotal:
    first, second, third = (*row.keys, "", "")[:3]
    same: dict[str, Any] = {
        "place": row.place,
        "span": row.span,
        "party": row.party,
        "labels": row.labels,
        "adds": row.adds,
    }
    return CaseTotal(id=uuid4(), case=case, service=service, first=first, second=second, third=third, **same)


async def spans(service: str) -> list[str]:
    """The latest first."""
    return [str(row["span"]) for row in await CaseTotal.raw(SPANS, service)]


async def groups(service: str, place: int, span: str, limit: int, *, by_sum: bool) -> list[Group]:
    """The largest first. by_sum: by what was added up, else by how many cases there are."""
    statement = GROUPS % (("SUM(adds)", "adds") if by_sum else ("COUNT(*)", "cases"))
    wanted = (service, place, span)
    return [_group(row) for row in await CaseTotal.raw(statement, *wanted, *wanted, limit)]


async def whole(service: str, place: int, span: str) -> Group:
    """Over all groups: a case or a party in several of them counts once."""
    rows = await CaseTotal.raw(WHOLE, service, place, span)
    return _group({"first": "", "second": "", "third": "", "labels": "[]", **rows[0]})


def _group(row: dict[str, Any]) -> Group:
    keys = (str(row["first"]), str(row["second"]), str(row["third"]))
    return Group(keys, str(row["labels"]), int(row["cases"]), int(row["parties"]), int(row["adds"]))
