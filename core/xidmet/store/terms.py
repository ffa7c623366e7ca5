"""Terms of cases: which are to be counted anew, of which somebody is to be reminded, how long similar ones took."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from xidmet.store.cases import COLUMNS, Record, record_of
from xidmet.store.tables import Case


async def write(case: UUID, version: int, **values: Any) -> bool:
    """Of a case that is still at this version, which stays: what is counted anew is no change that a page must know.

    False when somebody moved the case meanwhile.
    """
    changed: dict[Any, Any] = dict(values)
    rows = await Case.update(changed).where((Case.id == case) & (Case.version == version)).returning(Case.id)
    return bool(rows)


async def to_count_anew(
    states: Mapping[str, Sequence[str]], version: str, after: UUID | None, limit: int
) -> list[Record]:
    """Sent cases in these states of these services that another version of the calendar counted, or none did.

    version: "" for only those that none did. after: the last one of the page before.
    """
    if not states:
        return []
    there = reduce(
        or_, [(Case.service == service) & Case.state.is_in(list(names)) for service, names in states.items()]
    )
    other: Any = Case.counted_by != version if version else Case.counted_by == ""
    where: Any = there & Case.sent_at.is_not_null() & other
    if after:
        where = where & (Case.id > after)
    rows = await Case.select(*COLUMNS).where(where).order_by(Case.id).limit(limit)
    return [found for row in rows if (found := record_of(row))]


async def to_remind(services: list[str], moment: dt.datetime, after: Record | None, limit: int) -> list[Record]:
    """Cases of which somebody is to be reminded, the longest waiting first. after: the last one of the page before."""
    if not services:
        return []
    where: Any = Case.remind_at.is_not_null() & (Case.remind_at <= moment) & Case.service.is_in(services)
    if after:
        same = (Case.remind_at == after.remind_at) & (Case.id > after.id)
        where = where & ((Case.remind_at > after.remind_at) | same)
    rows = await Case.select(*COLUMNS).where(where).order_by(Case.remind_at).order_by(Case.id).limit(limit)
    return [found for row in rows if (found := record_of(row))]


async def reminded(case: UUID, version: int, was: dt.datetime | None, following: dt.datetime | None) -> bool:
    """Somebody is reminded just now; False when another worker was faster, or the case moved on."""
    rows = (
        await Case.update({Case.remind_at: following})
        .where((Case.id == case) & (Case.version == version) & (Case.remind_at == was))
        .returning(Case.id)
    )
    return bool(rows)


async def took(service: str, most: int) -> list[int]:
    """How many working days the cases took that the agency decided last."""
    rows = (
        await Case.select(Case.decided_days)
        .where((Case.service == service) & Case.decided_at.is_not_null() & Case.decided_days.is_not_null())
        .order_by(Case.decided_at, ascending=False)
        .limit(most)
    )
    return [int(row["decided_days"]) for row in rows]
