"""All cases of a service, stretch by stretch, and what is counted about their parties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from xidmet.store.cases import COLUMNS, Record, record_of
from xidmet.store.tables import Case, Organisation


async def cases_after(
    service: str,
    states: Sequence[str],
    last: UUID | None,
    parties: Sequence[str],
    rows: Mapping[str, Sequence[str]],
    limit: int,
) -> list[Record]:
    """Sent cases in these states, in the order of their ids. parties, rows (by register): only of these, if said."""
    where = [f"service = {{}} AND state IN ({_holes(states)}) AND sent_at IS NOT NULL"]
    values: list[Any] = [service, *states]
    if last is not None:
        where, values = [*where, "id > {}"], [*values, last]
    if parties:
        where, values = [*where, f"party IN ({_holes(parties)})"], [*values, *parties]
    for register, keys in rows.items():
        copied = 'r."case" = case_.id AND r.register = {} AND r.key IN ({keys})'.replace("{keys}", _holes(keys))
        where, values = [*where, f"EXISTS (SELECT 1 FROM case_row r WHERE {copied})"], [*values, register, *keys]  # noqa: S608
    columns = ", ".join(column._meta.name for column in COLUMNS)
    found: list[dict[str, Any]] = await Case.raw(
        f"SELECT {columns} FROM case_ WHERE {' AND '.join(where)} ORDER BY id LIMIT {int(limit)}",  # noqa: S608  # our words
        *values,
    )
    return [record for row in found if (record := record_of(row))]


def _holes(values: Sequence[object]) -> str:
    return ", ".join(["{}"] * len(values))


async def count_in(service: str, state: str, parties: Sequence[str]) -> dict[str, int]:
    """How many cases of each of these parties are in this state."""
    if not parties:
        return {}
    theirs = f"service = {{}} AND state = {{}} AND party IN ({_holes(parties)})"
    rows = await Case.raw(
        f"SELECT party, COUNT(*) AS found FROM case_ WHERE {theirs} GROUP BY party",  # noqa: S608  # our own words
        service,
        state,
        *parties,
    )
    return {str(row["party"]): int(row["found"]) for row in rows}


async def names_of(voens: Sequence[str]) -> dict[str, str]:
    """Of the organisations that the portal knows, by tax number."""
    if not voens:
        return {}
    rows = await Organisation.select(Organisation.voen, Organisation.name).where(Organisation.voen.is_in(list(voens)))
    return {row["voen"]: row["name"] for row in rows}
