"""The store: a look-up, and a small transaction, against the same statements by sqlite3 alone."""

from __future__ import annotations

import datetime as dt
import secrets
import sqlite3
from uuid import UUID, uuid4

from xidmet import clock, journal
from xidmet.bench.figure import Figure, compared
from xidmet.cases import Site
from xidmet.store import cases, effects, transaction
from xidmet.store.cases import Record

LEASE = dt.timedelta(minutes=1)


async def store(site: Site) -> list[Figure]:
    """A case found, a row of its journal and an effect written, an effect done."""
    case = bench_case(next(iter(site.catalogue.services), ""))
    async with transaction():
        await cases.add(case)
    raw = sqlite3.connect(site.settings.data / "xidmet.sqlite3", isolation_level=None, timeout=10)
    try:
        raw.execute("PRAGMA synchronous = NORMAL")
        return [await _found(case.id, raw), await _written(case.id, raw), await _drained(raw)]
    finally:
        raw.close()


def bench_case(service: str) -> Record:
    moment = clock.now()
    return Record(
        id=uuid4(),
        number=f"bench-{secrets.token_hex(4)}",
        service=service,
        party="p:0000000",
        opened_by=None,
        state="draft",
        state_since=moment,
        version=1,
        typed={},
        answers={},
        asked={},
        unique_key=None,
        due_at=None,
        due_move="",
        officer=None,
        opened_at=moment,
        sent_at=None,
        changed_at=moment,
    )


async def _found(case: UUID, raw: sqlite3.Connection) -> Figure:
    async def ours() -> None:
        await cases.by_id(case)

    async def theirs() -> None:
        raw.execute("SELECT * FROM case_ WHERE id = ?", (str(case),)).fetchone()

    return await compared("store.case", "one SELECT by sqlite3 alone", ours, theirs, times=100)


async def _written(case: UUID, raw: sqlite3.Connection) -> Figure:
    async def ours() -> None:
        async with transaction():
            await journal.append(case, "bench", {"plain": 1}, {"who": "nobody"})
            await effects.write_effect("bench", {}, f"bench:{secrets.token_hex(8)}", run_at=clock.now())

    async def theirs() -> None:
        raw.execute("BEGIN IMMEDIATE")
        for _row in range(4):  # the row, its value, the case's head, the effect
            raw.execute("INSERT INTO throttle (bucket, hits, ends_at) VALUES (?, 1, ?)", (secrets.token_hex(8), "2020"))
        raw.execute("COMMIT")

    return await compared("store.transaction", "four INSERTs in one by sqlite3 alone", ours, theirs, times=20)


async def _drained(raw: sqlite3.Connection) -> Figure:
    """One effect claimed and done, of those that the transactions above wrote."""

    async def ours() -> None:
        for claimed in await effects.claim(1, LEASE):
            await effects.done(claimed.id)

    async def theirs() -> None:
        raw.execute("UPDATE throttle SET hits = hits + 1 WHERE bucket = (SELECT bucket FROM throttle LIMIT 1)")
        raw.execute("UPDATE throttle SET hits = hits + 1 WHERE bucket = (SELECT bucket FROM throttle LIMIT 1)")

    return await compared("effects.claim-and-done", "two UPDATEs by sqlite3 alone", ours, theirs, times=10)
