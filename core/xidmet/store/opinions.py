"""Cases in which bodies were asked for their opinion."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any

from piccolo.query import OrderByRaw

from xidmet.store.cases import COLUMNS, Record, record_of
from xidmet.store.tables import Case


async def in_states(wanted: Mapping[str, list[str]], limit: int, offset: int) -> list[Record]:
    """Cases in these states, by the service's slug: the one whose state's term ends first comes first."""
    watched: list[Any] = [(Case.service == slug) & Case.state.is_in(names) for slug, names in wanted.items() if names]
    if not watched:
        return []
    rows = (
        await Case.select(*COLUMNS)
        .where(reduce(or_, watched))
        .order_by(OrderByRaw("state_ends IS NULL"))  # the engines put nulls at different ends
        .order_by(Case.state_ends)
        .order_by(Case.state_since)
        .order_by(Case.id)
        .limit(limit)
        .offset(offset)
    )
    return [found for row in rows if (found := record_of(row))]
