"""Counters that several processes share: how often somebody tried something within a window of time."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from xidmet import clock
from xidmet.store.tables import Throttle


async def hit(what: str, who: str, window: dt.timedelta) -> int:
    """Count one try; how many there were in this window, this one included. One statement, so none is lost."""
    moment = clock.now()
    seconds = int(window.total_seconds())
    start = int(moment.timestamp()) // seconds * seconds
    ends = dt.datetime.fromtimestamp(start + seconds, dt.UTC)
    rows: list[dict[str, Any]] = await Throttle.raw(
        "INSERT INTO throttle (bucket, hits, ends_at) VALUES ({}, 1, {}) "
        "ON CONFLICT (bucket) DO UPDATE SET hits = throttle.hits + 1 RETURNING hits",
        _bucket(what, who, start),
        ends,
    )
    return int(rows[0]["hits"])


async def hits(what: str, who: str, window: dt.timedelta) -> int:
    """How many tries there were in this window; counts nothing."""
    seconds = int(window.total_seconds())
    start = int(clock.now().timestamp()) // seconds * seconds
    row = await Throttle.select(Throttle.hits).where(Throttle.bucket == _bucket(what, who, start)).first()
    return int(row["hits"]) if row else 0


async def forget(what: str, who: str, window: dt.timedelta) -> None:
    """It went well after all: the tries of this window no longer count."""
    seconds = int(window.total_seconds())
    start = int(clock.now().timestamp()) // seconds * seconds
    await Throttle.delete().where(Throttle.bucket == _bucket(what, who, start))


def _bucket(what: str, who: str, start: int) -> str:
    """A digest of whom: of any length, and no address of a person stays behind in the table."""
    return f"{what}:{hashlib.sha256(who.encode()).hexdigest()[:32]}:{start}"


async def sweep(moment: dt.datetime) -> None:
    """Forget windows that have passed."""
    await Throttle.delete().where(Throttle.ends_at <= moment)
