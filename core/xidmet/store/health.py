"""Is the store there, and is a worker alive?"""

from __future__ import annotations

import datetime as dt
from typing import Any

from xidmet.store import bound
from xidmet.store.migrate import pending_migrations
from xidmet.store.sqlite import PooledSQLiteEngine
from xidmet.store.tables import Heartbeat


async def beat(worker: str, moment: dt.datetime) -> None:
    await Heartbeat.raw(
        "INSERT INTO heartbeat (worker, seen_at) VALUES ({}, {}) "
        "ON CONFLICT (worker) DO UPDATE SET seen_at = excluded.seen_at",
        worker,
        moment,
    )


async def last_beat() -> dt.datetime | None:
    """When any worker was last alive."""
    row: dict[str, Any] | None = (
        await Heartbeat.select(Heartbeat.seen_at).order_by(Heartbeat.seen_at, ascending=False).first()
    )
    return row["seen_at"] if row else None


async def ready() -> bool:
    """The database answers, it is the one that was opened, and its tables are of this version."""
    engine = bound.engine()
    if isinstance(engine, PooledSQLiteEngine) and not engine.in_place():
        return False
    return not await pending_migrations()


async def sweep(before: dt.datetime) -> None:
    """Forget workers that have been gone for long."""
    await Heartbeat.delete().where(Heartbeat.seen_at < before)
