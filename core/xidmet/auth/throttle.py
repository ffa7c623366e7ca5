"""How often somebody tried something: counted in the store, so that all processes count together."""

from __future__ import annotations

import datetime as dt

from xidmet.store import throttles


async def tried(what: str, who: str, window: dt.timedelta) -> int:
    """Count one try; how many there were in this window, this one included."""
    return await throttles.hit(what, who, window)


async def tries(what: str, who: str, window: dt.timedelta) -> int:
    """How many there were in this window; counts nothing."""
    return await throttles.hits(what, who, window)


async def forgiven(what: str, who: str, window: dt.timedelta) -> None:
    """It went well after all: the tries of this window no longer count."""
    await throttles.forget(what, who, window)
