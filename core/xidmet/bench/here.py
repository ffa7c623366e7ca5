""" "Good here and now?", asked by inspectors through the API, beside a bare route that reads and writes the same."""

from __future__ import annotations

import asyncio
import itertools
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx

from xidmet.bench import permits
from xidmet.bench.bare_check import bare_app
from xidmet.bench.figure import Figure
from xidmet.bench.roster_site import CODES
from xidmet.bench.visitors import ORIGIN, browser, newcomer, signed
from xidmet.store import bound
from xidmet.store.tables import Issued

ROUNDS, EACH = 7, 5  # questions of each who asks, in each round: few enough for one account in a minute
AT_ONCE = 32
Asks = Callable[[int], Awaitable[None]]


async def here(app: Any, count: int) -> list[Figure]:
    """app: the ASGI application of a site of rosters without cases. count: permits that are asked about."""
    await permits.prepare(())
    await permits.fill(0, count, only="active")
    numbers = await Issued.select(Issued.number).output(as_list=True)
    every = itertools.cycle(numbers)
    accounts = [await newcomer(f"inspector{n}", f"7{n:06X}") for n in range(AT_ONCE)]
    engine = "SQLite" if bound.on_sqlite() else "PostgreSQL"
    found = list[Figure]()
    for people in (1, AT_ONCE):
        mine, bare = list[float](), list[float]()
        for _round in range(ROUNDS):
            inspectors = await _inspectors(app, accounts[:people])
            mine.append(await _round_of(inspectors, every, "/api/v1/attestations/{}/check"))
            bare.append(await _round_of([_bare() for _one in range(people)], every, "/{}"))
        ours, theirs = statistics.median(mine), statistics.median(bare)
        told = f"a bare route, {engine}: {theirs * 1e6:,.0f} µs; must stay below 3"
        found.append(Figure(f"here.{people} at once", ours * 1e6, "µs", told, ours / theirs))
        found.append(Figure(f"here.{people} at once, a second", 1 / ours, "/s", f"{1 / theirs:,.0f}/s", ours / theirs))
    return found


async def _inspectors(app: Any, accounts: list[UUID]) -> list[httpx.AsyncClient]:
    """Each in a session of their own, behind one address."""
    found = list[httpx.AsyncClient]()
    for account in accounts:
        one = await signed(account)
        visitor = browser(app, one)
        visitor.headers.update({"x-csrf-token": one.csrf, "origin": ORIGIN})
        found.append(visitor)
    return found


def _bare() -> httpx.AsyncClient:
    app: Any = bare_app()
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN)


async def _round_of(people: list[httpx.AsyncClient], numbers: Any, path: str) -> float:
    """Seconds for one question."""
    await asyncio.gather(*(_ask(one, path.format(next(numbers))) for one in people))
    started = time.perf_counter()
    await asyncio.gather(*(_asks(one, [path.format(next(numbers)) for _time in range(EACH)]) for one in people))
    taken = time.perf_counter() - started
    for one in people:
        await one.aclose()
    return taken / (len(people) * EACH)


async def _asks(one: httpx.AsyncClient, paths: list[str]) -> None:
    for path in paths:
        await _ask(one, path)


async def _ask(one: httpx.AsyncClient, path: str) -> None:
    answer = await one.post(path, json={"said": {"place": CODES[0]}})
    if not answer.json().get("active"):
        raise RuntimeError(f"A permit in force was called inactive: {answer.status_code} {answer.text}")
