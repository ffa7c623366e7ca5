"""The rush before a closure: thousands of organisations activate their permits at once, through the front door.

Two web processes on one PostgreSQL, two hundred people. Two of them act for the same organisation at the same time, and
every tenth press is made twice. Afterwards each permit is looked at, and the whole journal is verified.
"""

from __future__ import annotations

import asyncio
import secrets
import statistics
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from xidmet import clock
from xidmet.bench import permits
from xidmet.bench.figure import Figure
from xidmet.bench.posting import Connection
from xidmet.bench.roster_site import SLUG
from xidmet.bench.serving import serving, until_open
from xidmet.bench.visitors import Signed, newcomer, signed
from xidmet.cases import Site
from xidmet.journal.verify import verify
from xidmet.store import accounts, bound
from xidmet.store.tables import Case

PROCESSES, CLIENTS = 2, 200
PIECE = 25  # permits that one client activates, half of an organisation's
TWICE = 10  # every so many presses one is made twice
PREPARED = 8  # at a time


@dataclass
class Rush:
    """What the clients did. taken: milliseconds of each answered press; wrong: what was not as it should be."""

    pieces: deque[tuple[Signed, range]]
    ends: float
    done: set[str] = field(default_factory=set)
    taken: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


async def rush(site: Site, count: int, seconds: float) -> list[Figure]:
    """On a site of rosters without cases, in PostgreSQL. count: permits. seconds: how long the clients press at most.

    Raises RuntimeError when anything failed, happened twice, or was lost.
    """
    if bound.on_sqlite():
        raise RuntimeError("The rush needs a PostgreSQL that is empty: --database URL.")
    first = permits.PEOPLE
    await permits.prepare(range(first, first + count))
    await permits.fill(first, first + count, only="entered")
    holders = await _holders(range(first, first + count, permits.EACH))
    pieces = deque((one, range(n, n + PIECE)) for one, start in holders for n in (start, start + PIECE))
    log = site.settings.data / "rush.log"
    wrong = list[str]()
    with serving(site.settings, PROCESSES, log) as ports:
        await until_open(ports)
        started = time.perf_counter()
        done = Rush(pieces, started + seconds)
        await asyncio.gather(*(_client(done, ports[place % len(ports)]) for place in range(CLIENTS)))
        took = time.perf_counter() - started
        wrong += [line for line in log.read_text("utf-8", "replace").splitlines() if '"level": "error"' in line]
    wrong += [*done.wrong, *await _lost(done.done), *[str(found) async for found in verify() if found]]
    if wrong:
        raise RuntimeError(f"{len(wrong)} things went wrong in the rush, such as: {'; '.join(wrong[:3])}")
    return _figures(done, took)


def _figures(done: Rush, took: float) -> list[Figure]:
    middle, high = statistics.median(done.taken), _percentile(done.taken, 99)
    how = f"{len(done.done)} in {took:.0f} s by {CLIENTS} people, {PROCESSES} processes; none failed, twice or lost"
    return [
        Figure("rush.activated", len(done.done) / took, "/s", how, 0.0),
        Figure("rush.p99", high, "ms", f"the median, {middle:.0f} ms", high / middle),
    ]


def _percentile(values: list[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


async def _holders(firsts: range) -> list[tuple[Signed, int]]:
    """A seal holder of each organisation, signed in, with the number of its first permit."""
    turns = asyncio.Semaphore(PREPARED)

    async def made(first: int) -> tuple[Signed, int]:
        async with turns:
            return await _holder(first), first

    return list(await asyncio.gather(*(made(first) for first in firsts)))


async def _holder(first: int) -> Signed:
    moment, voen = clock.now(), permits.organisation(first)
    person = await newcomer(voen, f"8{first:06X}")
    organisation = await accounts.add_organisation(voen, f"Qurum {voen}", "legal_entity", "", moment)
    await accounts.add_mandate(person, organisation, "seal_holder", "demonstration", moment)
    return await signed(person, organisation)


async def _client(rush: Rush, port: int) -> None:
    async with Connection(port) as mine, Connection(port) as again:
        while rush.pieces and time.perf_counter() < rush.ends:
            holder, every = rush.pieces.popleft()
            for n in every:
                if time.perf_counter() >= rush.ends:
                    return
                await _press(rush, holder, n, [mine, again] if n % TWICE == 0 else [mine])


async def _press(rush: Rush, holder: Signed, n: int, connections: list[Connection]) -> None:
    number = permits.number(n)
    said = {"csrf": holder.csrf, "token": secrets.token_urlsafe(24), "version": "3", "back": ""}
    path, started = f"/roster/{SLUG}/{number}/activate", time.perf_counter()
    posts = (one.post(path, holder.token, said) for one in connections)
    answers: list[Any] = await asyncio.gather(*posts, return_exceptions=True)
    rush.taken.append((time.perf_counter() - started) * 1000)
    rush.wrong += [f"{number}: {answer!r}" for answer in answers if answer != 303]
    if 303 in answers:
        rush.done.add(number)


LOST = """
SELECT c.number AS number, c.state AS state, c.version AS version,
 (SELECT COUNT(*) FROM issued i WHERE i."case" = c.id AND i.in_force) AS papers,
 (SELECT COUNT(*) FROM journal_row r WHERE r.chain = c.id AND r.kind = 'moved') AS moves FROM case_ c
"""


async def _lost(done: set[str]) -> list[str]:
    """What was answered and did not happen, or happened and was not answered, or twice."""
    wrong = list[str]()
    rows: list[dict[str, Any]] = await Case.raw(LOST)
    for row in rows:
        stands = (row["state"], row["version"], row["papers"], row["moves"])
        wanted = ("active", 4, 1, 1) if row["number"] in done else ("entered", 3, 0, 0)
        if stands != wanted:
            wrong.append(f"{row['number']}: {stands}")
    return wrong
