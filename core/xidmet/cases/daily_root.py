"""Once a day the journals of all sent cases are bound by one sealed root, which anybody may fetch and keep."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import structlog

from xidmet import clock
from xidmet.cases.root_stamps import write_stamp
from xidmet.cases.site import Site
from xidmet.journal import close
from xidmet.store import roots, transaction
from xidmet.store.bound import is_unique_violation
from xidmet.store.roots import Root

log = structlog.get_logger()

SHOWN = 100  # days in one answer


async def close_yesterday(site: Site) -> bool:
    """Of several workers at once one does it. A day that was slept through is in the next one's root."""
    day = clock.today() - dt.timedelta(days=1)
    last = await roots.last()
    if last.day >= day if last else not await roots.is_anything_to_bind():
        return False
    try:
        async with transaction():
            closed = await close(day)
            sealed = await asyncio.to_thread(site.seal.sign_json, {"issuer": site.settings.address, **closed.says})
            await roots.add(Root(day, closed.body, closed.hash, sealed, clock.now()))
            if site.lasting:
                await write_stamp(day)
    except Exception as error:
        if not is_unique_violation(error):
            raise
        return False  # another worker was faster
    log.info("day closed", day=day.isoformat(), leaves=closed.says["leaves"], root=closed.says["root"])
    return True


async def published(before: dt.date) -> list[dict[str, Any]]:
    """Roots of days before this one, the newest first, as others are to keep them.

    time_stamp: an RFC 3161 token over the body, in base64; None: there is none yet.
    """
    shown = ("body", "hash", "sealed")
    return [
        {"day": one.day.isoformat(), **{name: getattr(one, name) for name in shown}, "time_stamp": one.stamp or None}
        for one in await roots.newest(before, SHOWN)
    ]
