"""The place in which a party's cases in a state are counted, by one at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from xidmet.store import bound
from xidmet.store.tables import Case


async def lock_counts(service: str, state: str, parties: Iterable[str]) -> None:
    """Until the transaction ends nobody else counts the cases of these parties in this state to move one there.

    SQLite has one writer anyway. The places are taken in one order, and before any row, so that nobody waits in a ring.
    """
    if bound.on_sqlite():
        return
    keys = sorted({f"{service}|{state}|{party}" for party in parties})
    await Case.raw(
        "SELECT pg_advisory_xact_lock(place) FROM (SELECT DISTINCT hashtextextended(key, 7) AS place "
        "FROM unnest({}::text[]) AS key ORDER BY place) AS places",
        keys,
    )


async def others(service: str, party: str, state: str, without: UUID, *, in_roster: bool) -> int:
    """How many other cases of the party stand in this state. in_roster: they are counted as they come and go, so that
    fifty thousand cost what one does; only those without a place in the roster yet are looked at.
    """
    ours = "service = {} AND party = {} AND state = {}"
    asked: tuple[Any, ...] = (service, party, state)
    if not in_roster:
        every = f"SELECT COUNT(*) AS cases FROM case_ WHERE {ours} AND id <> {{}}"  # noqa: S608  # only our own names
        return int((await Case.raw(every, *asked, without))[0]["cases"])
    counted = f"SELECT COALESCE(SUM(people), 0) FROM roster_count WHERE {ours}"  # noqa: S608
    unplaced = f"SELECT COUNT(*) FROM case_ WHERE {ours} AND sort_name = '' AND party <> ''"  # noqa: S608
    itself = f"SELECT COUNT(*) FROM case_ WHERE id = {{}} AND {ours}"  # noqa: S608
    found = await Case.raw(f"SELECT ({counted}) + ({unplaced}) - ({itself}) AS cases", *asked, *asked, without, *asked)
    return int(found[0]["cases"])
