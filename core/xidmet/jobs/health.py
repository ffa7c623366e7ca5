"""Is everything there that the portal needs to do its work?"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable

from xidmet import clock
from xidmet.cases import Site
from xidmet.store import effects, health

STALE = dt.timedelta(seconds=30)  # a worker that has not been seen for so long is gone
PATIENCE = 3.0  # seconds for each question


async def parts(site: Site) -> dict[str, bool]:
    """Whether the database answers with this version's tables, files can be written, and a worker is alive."""
    return {
        "database": await _holds(health.ready()),
        "files": await _holds(site.files.writable()),
        "worker": await _holds(_worker()),
    }


async def effects_by_state() -> dict[str, int]:
    """How many effects are pending, done and dead."""
    counted = await effects.counts()
    return {state: counted.get(state, 0) for state in ("pending", "done", "dead")}


async def _holds(question: Awaitable[bool]) -> bool:
    """No is also what an error or a long silence means."""
    try:
        return await asyncio.wait_for(question, PATIENCE)
    except Exception:
        return False


async def _worker() -> bool:
    seen = await health.last_beat()
    return seen is not None and clock.now() - seen < STALE
