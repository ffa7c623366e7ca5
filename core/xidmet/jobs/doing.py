"""One effect in hand: its lease is renewed while it is done, and how it ended is written."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from xidmet.cases import Site
from xidmet.errors import RegisterDown, Retry
from xidmet.jobs.kinds import GIVEN_UP, KINDS
from xidmet.store import effects
from xidmet.store.effects import Claimed

log = structlog.get_logger()

LEASE = dt.timedelta(seconds=60)
RENEWED = LEASE.total_seconds() / 3  # seconds; two renewals may fail before anybody else takes the effect
LONGEST = 600.0  # seconds; what hangs for so long is ended, for it occupies a place


async def do(site: Site, effect: Claimed) -> None:
    """Do one effect and say how it ended: done, later, again after a pause, or dead with the reason."""
    action = KINDS.get(effect.kind)
    if action is None:
        await fail(site, effect, f"nobody does effects of the kind {effect.kind}")
        return
    try:
        async with _lease_renewed(effect), asyncio.timeout(LONGEST):
            with effects.caused_by(effect):
                await action(site, effect.payload, effect.once)
    except asyncio.CancelledError:
        await effects.later(effect, 0, "its worker was stopped")
        raise
    except Retry as wait:
        await effects.later(effect, wait.seconds, str(wait))
    except RegisterDown as down:
        await effects.later(effect, 30, str(down))
    except Exception as error:
        await fail(site, effect, f"{type(error).__name__}: {error}")
        log.warning("effect failed", **_named(effect), exc_info=True)
    else:
        await effects.done(effect.id)


async def fail(site: Site, effect: Claimed, why: str) -> None:
    """Again after a pause; or dead, and then whoever waits for it is told that it will not come."""
    if effects.is_last(effect):
        log.error("effect given up", **_named(effect))
        if effect.kind in GIVEN_UP:
            await GIVEN_UP[effect.kind](effect.payload)
    await effects.failed(effect, why)


def _named(effect: Claimed) -> dict[str, object]:
    return {"kind": effect.kind, "once": effect.once, "attempts": effect.attempts}


@asynccontextmanager
async def _lease_renewed(effect: Claimed) -> AsyncIterator[None]:
    renewing = asyncio.create_task(_renew(effect))
    try:
        yield
    finally:
        renewing.cancel()


async def _renew(effect: Claimed) -> None:
    held = True
    while held:
        await asyncio.sleep(RENEWED)
        try:
            held = await effects.renew(effect, LEASE)
        except Exception:  # the store is away for a moment; there is time for another try
            log.warning("a lease cannot be renewed", **_named(effect), exc_info=True)
