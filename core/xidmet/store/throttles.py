"""Counters that several processes share: how often somebody tried something within a window of time."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

from xidmet import clock
from xidmet.store.tables import Throttle
from xidmet.store.together import Together, in_transaction

Try = tuple[str, dt.datetime, int]  # bucket, when its window ends, and for how many it counts


async def hit(what: str, who: str, window: dt.timedelta, times: int = 1) -> int:
    """Count one try; how many there were in this window, this one included. None is lost, and those of many visitors at
    once are counted in one statement. times: for how many it counts.
    """
    seconds = int(window.total_seconds())
    start = int(clock.now().timestamp()) // seconds * seconds
    one = (_bucket(what, who, start), dt.datetime.fromtimestamp(start + seconds, dt.UTC), times)
    return (await _counted([one]))[0] if in_transaction() else await TOGETHER.add(one)


async def _counted(tries: Sequence[Try]) -> list[int]:
    """In the order of their buckets, so that two processes never wait for each other."""
    sums, ends = Counter[str](), dict[str, dt.datetime]()
    for bucket, end, times in tries:
        sums[bucket] += times
        ends[bucket] = end
    counted = sorted(sums)
    rows: list[dict[str, Any]] = await Throttle.raw(
        f"INSERT INTO throttle (bucket, hits, ends_at) VALUES {', '.join(['({}, {}, {})'] * len(counted))} "  # noqa: S608
        "ON CONFLICT (bucket) DO UPDATE SET hits = throttle.hits + excluded.hits RETURNING bucket, hits",
        *(value for bucket in counted for value in (bucket, sums[bucket], ends[bucket])),
    )
    there = {row["bucket"]: int(row["hits"]) - sums[row["bucket"]] for row in rows}
    found = list[int]()
    for bucket, _end, times in tries:
        there[bucket] += times
        found.append(there[bucket])
    return found


TOGETHER = Together(_counted)


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
