"""The loop that does the effects; in the web process on one machine, in processes of its own when scaled out.

The table is the truth: a wake-up only makes it look sooner. Whoever claims an effect holds a lease, and renews it
while working; a worker that dies leaves the lease to run out, and the effect is done again, under the same key.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import secrets
import socket
from collections import Counter
from collections.abc import Awaitable, Callable

import structlog

from xidmet import clock
from xidmet.attestations import status
from xidmet.auth import door, sessions, tokens
from xidmet.auth.assisting.seen import sweep as sweep_visits
from xidmet.cases import Site, roster_file
from xidmet.cases.by_rule import sweep_by_rule
from xidmet.cases.complaint_files import sweep_unfiled
from xidmet.cases.daily_root import close_yesterday
from xidmet.cases.desk.bulk import sweep_desk
from xidmet.cases.drafts import sweep_drafts
from xidmet.cases.figures import keep_months
from xidmet.cases.files_outlived import sweep_files
from xidmet.cases.follow import run_due, sweep
from xidmet.cases.lists import sweep_lists
from xidmet.cases.move_files import sweep_ungiven
from xidmet.cases.my_copy import sweep_copies
from xidmet.cases.numbers import keep_numbers
from xidmet.cases.orphans import remove_orphans
from xidmet.cases.paying import ask_open
from xidmet.cases.recount import count_all_anew
from xidmet.cases.remind import ask_reminders
from xidmet.cases.retention import sweep_ended
from xidmet.cases.root_stamps import write_missing
from xidmet.cases.roster.place import place_old
from xidmet.cases.rows_file import remove_old
from xidmet.cases.scan import scan_those_that_came_before
from xidmet.cases.signing import sweep_signings
from xidmet.cases.talk import sweep_unsent
from xidmet.cases.webhooks import Deliveries, sweep_webhooks
from xidmet.documents.raising import write_due
from xidmet.documents.unclaimed import erase_unclaimed
from xidmet.jobs.doing import LEASE, do, fail
from xidmet.signatures.anchor_updates import update_from_address
from xidmet.store import bookings, effects, health, means, throttles, unsent
from xidmet.store.effects import Claimed, Lane
from xidmet.store.roster import add_up

log = structlog.get_logger()

POLL = 1.0  # seconds without a wake-up
# Of each lane so many at a time, so that no crowd in one holds up the others. Mail and registers are mostly waited for;
# long work is the processor's.
PLACES = {Lane.PROMPT: 8, Lane.LONG: 2, Lane.BULK: 4}
BEAT = 5.0  # seconds
DUE = 5.0
SWEEP = 60.0
NUMBERS = 15.0
HOUR, DAY = 3600.0, 86_400.0
GONE = dt.timedelta(days=1)


class Worker:
    """Run it as a task; cancel it to stop. wake() may be called from anywhere in the same loop."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"[:100]
        self._woken = asyncio.Event()
        self._doing: dict[asyncio.Task[None], Lane] = {}

    def wake(self) -> None:
        self._woken.set()

    async def run(self) -> None:
        """Until cancelled. A failing part is logged and tried again; it does not end the others."""
        parts: dict[Callable[[], Awaitable[None]], float] = {
            self._beat: BEAT,
            self._due: DUE,
            self._abandoned: BEAT,
            self._sweep: SWEEP,
            self._payments: DUE,
            self._drafts: SWEEP,
            self._rosters: SWEEP,
            self._reminders: SWEEP,
            self._terms: HOUR,
            self._figures: HOUR,
            self._numbers: NUMBERS,
            self._tidy: SWEEP,
            self._visits: HOUR,
            self._tokens: HOUR,
            self._files: HOUR,
            self._bytes: DAY,
            self._root: HOUR,
            self._statuses: SWEEP,
            self._seals: HOUR,
            self._seal_end: DAY,
            self._anchors: DAY / 4,
        }
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._effects())
            tasks.create_task(Deliveries(self.site).run())
            for part, seconds in parts.items():
                tasks.create_task(_every(seconds, part))
            tasks.create_task(_every(HOUR, self._ended, first=SWEEP))  # after a start others wait for what they sent
            tasks.create_task(_every(DAY, self._outlived, first=2 * SWEEP))

    async def once(self) -> int:
        """Claim what is due and do it; how many."""
        claimed = [one for lane, places in PLACES.items() for one in await effects.claim(places, LEASE, lane)]
        await asyncio.gather(*(do(self.site, effect) for effect in claimed))
        return len(claimed)

    async def _effects(self) -> None:
        try:
            while True:
                self._woken.clear()
                try:
                    await self._begin()
                except Exception:
                    log.exception("the effects cannot be read")
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(POLL):  # before Python 3.12 wait_for() may swallow a cancellation
                        await self._woken.wait()
        finally:
            await self._stop()

    async def _begin(self) -> None:
        """Claims no more than it can begin at once: no lease runs down in a queue, no slow effect holds others up."""
        taken = Counter(self._doing.values())
        for lane in await effects.waiting():
            free = PLACES[lane] - taken[lane]
            for effect in await effects.claim(free, LEASE, lane) if free else ():
                task = asyncio.create_task(self._one(effect))
                self._doing[task] = lane
                task.add_done_callback(self._finished)

    async def _one(self, effect: Claimed) -> None:
        try:
            await do(self.site, effect)
        except Exception:  # the store went away meanwhile; the lease runs out and it is done again
            log.exception("the end of an effect cannot be written", kind=effect.kind, once=effect.once)

    def _finished(self, task: asyncio.Task[None]) -> None:
        del self._doing[task]
        self.wake()

    async def _stop(self) -> None:
        """What is in hand is given back at once, so that a restart need not wait for leases to run out."""
        for task in self._doing:
            task.cancel()
        await asyncio.gather(*self._doing, return_exceptions=True)

    async def _beat(self) -> None:
        await health.beat(self.name, clock.now())

    async def _due(self) -> None:
        if await run_due(self.site):
            self.wake()

    async def _abandoned(self) -> None:
        for effect in await effects.abandoned():
            await fail(self.site, effect, "its worker was killed, or stood still for too long")

    async def _sweep(self) -> None:
        if await sweep(self.site):
            self.wake()

    async def _payments(self) -> None:
        if await ask_open(self.site):
            self.wake()

    async def _drafts(self) -> None:
        if await sweep_drafts(self.site):
            self.wake()

    async def _rosters(self) -> None:
        await place_old(self.site)
        await add_up()

    async def _reminders(self) -> None:
        if await ask_reminders(self.site):
            self.wake()

    async def _terms(self) -> None:
        await count_all_anew(self.site)

    async def _ended(self) -> None:
        await sweep_ended(self.site)

    async def _figures(self) -> None:
        await keep_months()

    async def _numbers(self) -> None:
        await keep_numbers(self.site)

    async def _visits(self) -> None:
        await bookings.forget_needs(clock.now() - GONE)

    async def _tidy(self) -> None:
        moment = clock.now()
        await sessions.sweep(moment)
        await door.sweep(moment)
        await throttles.sweep(moment)
        await unsent.sweep(moment)
        await means.sweep(moment)
        await health.sweep(moment - GONE)
        await remove_old(self.site)
        await roster_file.remove_old(self.site)
        await sweep_copies(self.site)
        await sweep_signings(self.site)
        await sweep_desk()
        await sweep_lists(self.site)
        await sweep_by_rule()
        await sweep_webhooks()
        await sweep_visits(moment)

    async def _tokens(self) -> None:
        if await tokens.remind_heads():
            self.wake()

    async def _files(self) -> None:
        await remove_orphans(self.site)
        await sweep_unsent(self.site)
        await sweep_unfiled(self.site)
        await sweep_ungiven(self.site)
        if await scan_those_that_came_before(self.site):
            self.wake()

    async def _bytes(self) -> None:
        await erase_unclaimed(self.site.files)

    async def _outlived(self) -> None:
        await sweep_files(self.site)

    async def _root(self) -> None:
        await close_yesterday(self.site)
        await write_missing(self.site)

    async def _seals(self) -> None:
        if await write_due(self.site.lasting):
            self.wake()

    async def _seal_end(self) -> None:
        if self.site.seal.ends_soon:
            log.warning("the seal's certificate ends soon", ends=self.site.seal.ends.isoformat())

    async def _statuses(self) -> None:
        await status.publish(self.site.qr_key, self.site.settings.address)

    async def _anchors(self) -> None:
        """A list that is not taken is logged, as a part that failed; /readyz says when it is missed."""
        change = await update_from_address(self.site.settings)
        if change and change.taken:
            log.info("a new list of anchors", number=change.listed.number, changes=len(change.lines))


async def _every(seconds: float, part: Callable[[], Awaitable[None]], first: float = 0.0) -> None:
    """first: seconds until the first time."""
    await asyncio.sleep(first)
    while True:
        try:
            await part()
        except Exception:
            log.exception("a part of the worker failed", part=getattr(part, "__name__", ""))
        await asyncio.sleep(seconds)
