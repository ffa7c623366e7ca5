"""The place in which a party's cases in a state are counted, by one at a time."""

from __future__ import annotations

from collections.abc import Iterable

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
