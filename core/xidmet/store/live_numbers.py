"""Live numbers: counted by a worker in a few statements over indexes, and kept as one row for each service."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xidmet.store import bound
from xidmet.store.tables import Case, CaseTotal, Issued, LiveNumber

COLUMNS = ("first", "second", "third")


@dataclass(frozen=True)
class Kept:
    """newest: the newest change of a case that was known then. took: seconds."""

    counted_at: dt.datetime
    newest: dt.datetime | None
    took: float
    numbers: dict[str, Any]


async def kept(service: str) -> Kept | None:
    row = await LiveNumber.select().where(LiveNumber.service == service).first()
    return Kept(row["counted_at"], row["newest"], row["took"] / 1000, json.loads(row["numbers"])) if row else None


async def keep(service: str, counted: Kept) -> None:
    """One statement: two workers may count at once."""
    await LiveNumber.raw(
        "INSERT INTO live_number (service, counted_at, newest, took, numbers) VALUES ({}, {}, {}, {}, {}) "
        "ON CONFLICT (service) DO UPDATE SET counted_at = excluded.counted_at, newest = excluded.newest, "
        "took = excluded.took, numbers = excluded.numbers",
        service,
        counted.counted_at,
        counted.newest,
        int(counted.took * 1000),
        json.dumps(counted.numbers, ensure_ascii=False),
    )


async def newest(service: str, states: Sequence[str]) -> dt.datetime | None:
    """When a sent case was changed last: the end of one index for each state."""
    found = list[dt.datetime]()
    for state in states:
        where = (Case.service == service) & (Case.state == state) & Case.sent_at.is_not_null()
        row = (
            await Case.select(Case.changed_at).where(where).order_by(Case.changed_at, ascending=False).limit(1).first()
        )
        found += [row["changed_at"]] if row else []
    return max(found, default=None)


async def by_state(service: str) -> dict[str, int]:
    rows = await Case.raw(
        "SELECT state, COUNT(*) AS found FROM case_ WHERE service = {} AND sent_at IS NOT NULL GROUP BY state", service
    )
    return {str(row["state"]): int(row["found"]) for row in rows}


async def by_party(service: str, states: Sequence[str], limit: int) -> tuple[int, list[tuple[str, int]]]:
    """How many parties have a case in these states, and those with the most."""
    if not states:
        return 0, []
    holes = ", ".join(["{}"] * len(states))
    where = f"service = {{}} AND state IN ({holes}) AND sent_at IS NOT NULL"
    parties = f"SELECT party, COUNT(*) AS found FROM case_ WHERE {where} GROUP BY party"  # noqa: S608  # our own words
    largest = f"FROM ({parties}) p ORDER BY found DESC, party LIMIT {int(limit)}"
    rows = await Case.raw(
        f"SELECT party, found, COUNT(*) OVER () AS every {largest}",
        service,
        *states,
    )
    return (int(rows[0]["every"]) if rows else 0), [(str(row["party"]), int(row["found"])) for row in rows]


async def by_group(service: str, place: int, column: int, limit: int) -> tuple[int, list[tuple[str, str, int]]]:
    """Of declared totals, by one of their columns: how many groups, and (key, labels as JSON, cases) of the largest."""
    name = COLUMNS[column]
    groups = (
        f'SELECT {name} AS key, COUNT(DISTINCT "case") AS found, MIN(labels) AS labels FROM case_total '  # noqa: S608
        f"WHERE service = {{}} AND place = {{}} GROUP BY {name}"
    )
    largest = f"FROM ({groups}) g ORDER BY found DESC, key LIMIT {int(limit)}"
    rows = await CaseTotal.raw(
        f"SELECT key, found, labels, COUNT(*) OVER () AS every {largest}",
        service,
        place,
    )
    return (int(rows[0]["every"]) if rows else 0), [(str(r["key"]), str(r["labels"]), int(r["found"])) for r in rows]


async def issued_by_hour(service: str, since: dt.datetime) -> Mapping[str, int]:
    """How many attestations were issued in each hour, "2026-11-30T08" in UTC."""
    hour = (
        "replace(substr(issued_at, 1, 13), ' ', 'T')"
        if bound.on_sqlite()
        else "to_char(issued_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24')"
    )
    rows = await Issued.raw(
        f"SELECT {hour} AS hour, COUNT(*) AS found FROM issued WHERE service = {{}} AND issued_at >= {{}} GROUP BY 1",  # noqa: S608
        service,
        since,
    )
    return {str(row["hour"]): int(row["found"]) for row in rows}
