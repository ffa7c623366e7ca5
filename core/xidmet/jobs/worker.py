"""The loop that does the effects; in the web process on one machine, in processes of its own when scaled out.

The table is the truth: a wake-up only makes it look sooner. Whoever claims an effect holds a lease; a worker that dies
leaves the lease to run out, and another one does the effect again, under the same key.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import secrets
import socket
from collections.abc import Awaitable, Callable

import structlog

from xidmet import clock
from xidmet.cases import Site
from xidmet.cases.follow import run_due, sweep
from xidmet.errors import RegisterDown, Retry
from xidmet.jobs.kinds import KINDS
from xidmet.store import effects, health, sessions, throttles
from xidmet.store.effects import Claimed

log = structlog.get_logger()

POLL = 1.0  # seconds without a wake-up
LEASE = dt.timedelta(seconds=60)
PARALLEL = 4
BEAT = 5.0  # seconds
DUE = 5.0
SWEEP = 60.0
GONE = dt.timedelta(days=1)


class Worker:
    """Run it as a task; cancel it to stop. wake() may be called from anywhere in the same loop."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"[:100]
        self._woken = asyncio.Event()
        self._free = asyncio.Semaphore(PARALLEL)

    def wake(self) -> None:
        self._woken.set()

    async def run(self) -> None:
        """Until cancelled. A failing part is logged and tried again; it does not end the others."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._effects())
            tasks.create_task(_every(BEAT, self._beat))
            tasks.create_task(_every(DUE, self._due))
            tasks.create_task(_every(SWEEP, self._sweep))

    async def _effects(self) -> None:
        while True:
            self._woken.clear()
            try:
                count = await self.once()
            except Exception:
                log.exception("the effects cannot be read")
                count = 0
            if not count:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), POLL)

    async def once(self) -> int:
        """Claim what is due and do it; how many."""
        claimed = await effects.claim(PARALLEL * 2, LEASE)
        await asyncio.gather(*(self._in_turn(effect) for effect in claimed))
        return len(claimed)

    async def _in_turn(self, effect: Claimed) -> None:
        async with self._free:
            await do(self.site, effect)

    async def _beat(self) -> None:
        await health.beat(self.name, clock.now())

    async def _due(self) -> None:
        if await run_due(self.site):
            self.wake()

    async def _sweep(self) -> None:
        await sweep(self.site)
        moment = clock.now()
        await sessions.sweep(moment)
        await throttles.sweep(moment)
        await health.sweep(moment - GONE)


async def _every(seconds: float, part: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await part()
        except Exception:
            log.exception("a part of the worker failed", part=getattr(part, "__name__", ""))
        await asyncio.sleep(seconds)


async def do(site: Site, effect: Claimed) -> None:
    """Do one effect and say how it ended: done, later, again after a pause, or dead with the reason."""
    action = KINDS.get(effect.kind)
    if action is None:
        await effects.failed(effect, f"nobody does effects of the kind {effect.kind}")
        return
    try:
        await action(site, effect.payload, effect.once)
    except Retry as wait:
        await effects.later(effect, wait.seconds, str(wait))
    except RegisterDown as down:
        await effects.later(effect, 30, str(down))
    except Exception as error:
        dead = await effects.failed(effect, f"{type(error).__name__}: {error}")
        log.warning(
            "effect failed", kind=effect.kind, once=effect.once, attempts=effect.attempts, dead=dead, exc_info=True
        )
    else:
        await effects.done(effect.id)
