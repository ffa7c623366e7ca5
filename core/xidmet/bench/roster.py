"""A roster of thousands: one move in all of them, beside the bare statements that write the very same rows."""

from __future__ import annotations

import datetime as dt
import resource
import time
from pathlib import Path
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor, sessions
from xidmet.bench import roster_site
from xidmet.bench.bare import again_by_statements, keep_before
from xidmet.bench.figure import Figure
from xidmet.bench.roster_list import signed_list, work_off
from xidmet.cases import Site
from xidmet.cases.follow import run_due
from xidmet.cases.many import piece
from xidmet.journal.verify import verify
from xidmet.store import accounts, bound
from xidmet.store.tables import Case

BARE = "the same rows by INSERT … SELECT and UPDATE … FROM, in as many transactions"
FLAT = "what it needed when a tenth was done: must stay near 1"


async def roster(site: Site, count: int, more: int = 0) -> list[Figure]:
    """count: how many cases of one organisation. more: people whom registers know besides. On a site of roster_site
    without cases.
    """
    await roster_site.seed_registers(count + more)
    await roster_site.seed(0, count)
    await Case.raw("ANALYZE")
    mover = await holder()
    wanted = await signed_list(site, mover, 0, count)
    await keep_before()
    seconds, used, grown = await _moved(site, wanted, count)
    bare, bare_used = await again_by_statements(piece())
    engine = "SQLite" if bound.on_sqlite() else "PostgreSQL"
    each = seconds / count * 1e6
    figures = [
        Figure(
            f"roster.{count} cases moved", each, "µs", f"{BARE}, {engine}: {bare / count * 1e6:.1f} µs", seconds / bare
        ),
        Figure(
            "roster.cases a second",
            count / seconds,
            "/s",
            f"the bare statements, {count / bare:,.0f}/s",
            bare / seconds,
        ),
        *_by_processor(used, bare_used, count),
        Figure("roster.memory", grown, "x", FLAT, grown),
        await _ended(site, count),
    ]
    broken = [found async for found in verify() if found]
    if broken:
        raise RuntimeError(f"the journal does not verify: {broken[0]}")
    return figures


async def holder() -> Actor:
    person = await accounts.by_demo_key(roster_site.HOLDER)
    assert person is not None
    opened = await sessions.start(person.id, "demo", "az", level="high")
    powers = await accounts.powers(person.id, clock.now())
    wanted = next(power.organisation for power in powers if power.voen == roster_site.VOEN)
    await sessions.act_for(opened.session, wanted)
    session = await sessions.find(opened.token)
    assert session is not None
    actor = await sessions.actor_of(session)
    assert actor is not None
    return actor


async def _moved(site: Site, wanted: UUID, count: int) -> tuple[float, float, float]:
    """Seconds, processor seconds, and how many times as much memory there was at the end as when a tenth was done."""
    sizes, started, used = list[float](), time.perf_counter(), time.process_time()
    await work_off(site, wanted, count, lambda: sizes.append(_resident()))
    taken = time.perf_counter() - started, time.process_time() - used
    return *taken, sizes[-1] / sizes[len(sizes) // 10]


def _by_processor(used: float, bare: float, count: int) -> list[Figure]:
    """What the processor did, which others on the machine change less. PostgreSQL works in processes of its own."""
    if not bound.on_sqlite():
        return []
    told = f"the bare statements, {bare / count * 1e6:.1f} µs of the processor"
    return [Figure("roster.processor time", used / count * 1e6, "µs", told, used / bare)]


def _resident() -> float:
    """Of this process, in pages; the most it ever was, where the system does not tell."""
    try:
        return float(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


async def _ended(site: Site, count: int) -> Figure:
    """The end of the time for all of them, as the worker makes it."""
    clock.advance(dt.timedelta(days=31))
    started = time.perf_counter()
    try:
        moved = await run_due(site)
    finally:
        clock.advance(dt.timedelta(days=-31))
    seconds = time.perf_counter() - started
    if moved != count:
        raise RuntimeError(f"{moved} of {count} cases ended in time")
    each = seconds / count
    return Figure("roster.ended by time", each * 1e6, "µs", "a second for a thousand cases", each * 1e3)
