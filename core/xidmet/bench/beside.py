"""Other people's pages while a list is worked off: by the web process itself, and by a worker apart from it.

A page is asked for every 50 ms, whether the one before was answered or not, and its time counts from when it was due.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from uuid import UUID

from xidmet.bench import roster_site
from xidmet.bench.figure import Figure
from xidmet.bench.posting import Connection
from xidmet.bench.roster import holder
from xidmet.bench.roster_list import signed_list
from xidmet.bench.serving import environment_of, serving, until_open
from xidmet.bench.visitors import Signed, demo_person, signed
from xidmet.cases import Site
from xidmet.cases.lists.work import wake
from xidmet.store import list_items, transaction

EVERY, QUIET = 0.05, 10.0  # seconds between two pages; how long they are asked for without a list
CLIENTS = 20  # connections: so many pages may wait at once
PAGE, VISITOR = "/my-cases", "leyla"
AIMS = {"embedded": 150, "worker apart": 50}  # ms, of p99
LONGEST = 600.0  # seconds, against waiting for ever


async def beside(site: Site, first: int, count: int) -> list[Figure]:
    """On a site of rosters whose registers know the people. first: number from which cases are free; of each list's
    count cases. Raises RuntimeError when a page was not answered, TimeoutError.
    """
    await roster_site.seed(first, first + 2 * count)
    mover, leyla = await holder(), await signed(await demo_person(VISITOR))
    lists = [await signed_list(site, mover, start, start + count) for start in (first, first + count)]
    with serving(site.settings, 1, site.settings.data / "beside.log") as ports:
        await until_open(ports)
        visit = _Visit(ports[0], leyla)
        await visit.during(lambda: asyncio.sleep(1))  # the first pages pay for caches
        quiet = await visit.during(lambda: asyncio.sleep(QUIET))
        here = await visit.during(lambda: _embedded(lists[0]))
        apart = await visit.during(lambda: _apart(site, lists[1]))
    alone = _percentile(quiet, 99)
    told = f"the median, {statistics.median(quiet):.1f} ms, of a page every {EVERY * 1000:.0f} ms"
    return [
        Figure("pages.p99 without a list", alone, "ms", told, alone / statistics.median(quiet)),
        *_figures("embedded", here, alone, count),
        *_figures("worker apart", apart, alone, count),
    ]


def _figures(name: str, taken: list[float], alone: float, count: int) -> list[Figure]:
    middle, high = statistics.median(taken), _percentile(taken, 99)
    about = f"{len(taken)} pages beside a list of {count}"
    return [
        Figure(f"pages.p50 {name}", middle, "ms", about, middle / alone),
        Figure(f"pages.p99 {name}", high, "ms", f"without a list, {alone:.1f} ms; aim {AIMS[name]} ms", high / alone),
    ]


class _Visit:
    """Somebody who has nothing to do with the list."""

    def __init__(self, port: int, one: Signed) -> None:
        self._port, self._one = port, one

    async def during(self, work: Callable[[], Awaitable[object]]) -> list[float]:
        """Milliseconds of each page that was due while this was done."""
        taken, free = list[float](), asyncio.Queue[Connection]()
        for _client in range(CLIENTS):
            free.put_nowait(Connection(self._port))
        done, asked = asyncio.ensure_future(work()), set[asyncio.Task[None]]()
        due = time.perf_counter()
        while not done.done():
            asked.add(asyncio.create_task(self._page(due, free, taken)))
            due += EVERY
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
        await done
        await asyncio.gather(*asked)
        while not free.empty():
            async with free.get_nowait():
                pass
        return taken

    async def _page(self, due: float, free: asyncio.Queue[Connection], taken: list[float]) -> None:
        connection = await free.get()
        try:
            status = await connection.get(PAGE, self._one.token)
        finally:
            free.put_nowait(connection)
        taken.append((time.perf_counter() - due) * 1000)
        if status != 200:
            raise RuntimeError(f"a page beside a list was answered by {status}")


async def _embedded(wanted: UUID) -> None:
    """The web process finds it as whatever nobody announced."""
    async with transaction():
        await wake(wanted)
    end = time.monotonic() + LONGEST
    while (await list_items.counts(wanted)).get(list_items.ABLE):
        if time.monotonic() > end:
            raise TimeoutError("the list was not worked off")
        await asyncio.sleep(0.5)


async def _apart(site: Site, wanted: UUID) -> None:
    command = [sys.executable, "-m", "xidmet.bench.apart", str(wanted)]
    process = subprocess.Popen(command, env=environment_of(site.settings))  # noqa: ASYNC220, S603  # our own command
    try:
        if await asyncio.wait_for(asyncio.to_thread(process.wait), LONGEST):
            raise RuntimeError("the worker apart failed")
    finally:
        process.kill()


def _percentile(values: list[float], percent: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]
