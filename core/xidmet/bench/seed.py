"""What a table of many permits costs: to fill it, to look at it, and to activate one of them. Ten times as many each
time, beside one organisation of 50,000 people, whose roster, desk and permits are looked at.
"""

from __future__ import annotations

import itertools
import secrets
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import httpx

from xidmet import clock
from xidmet.bench import permits
from xidmet.bench.costs import Cost, cost
from xidmet.bench.figure import Figure
from xidmet.bench.roster_site import HOLDER, SLUG, VOEN
from xidmet.bench.visitors import browser, demo_person, following, signed
from xidmet.cases import Site
from xidmet.store import accounts
from xidmet.store.tables import Issued

SIZES = (10_000, 100_000, 1_000_000, 5_000_000)
OFFICER, ROLE = "nigar", "gates:keeper"
JOBS, EACH_SIZE = 600, 150  # people of the organisation who may be activated, and how many of them at each size
PLACES = 50  # questions from one network address: more in a minute would be too many
ROSTER, DESK = f"/roster/{SLUG}", "/desk?queue=all"
PAGES = {
    "roster": ROSTER,
    "roster, 100 rows": f"{ROSTER}?size=100",
    "roster, active, by change": f"{ROSTER}?state=active&sort=changed",
    "roster, a filter, 100 rows": f"{ROSTER}?f-trade=a&size=100",
    "roster, two, by change": f"{ROSTER}?f-trade=a&f-place=c&sort=-changed",
    "roster, common word, filter": f"{ROSTER}?q=soyad&f-place=b&size=100",
    "roster, two words": f"{ROSTER}?q=soyad12+ad3",
    "roster, rare word": f"{ROSTER}?q=soyad1234",
    "roster, no hit": f"{ROSTER}?q=zz",
}
DESKS = {"desk": DESK, "desk, by change": f"{DESK}&sort=change", "desk, a word": "/desk?q=soyad1234"}
Costs = dict[str, Cost]


async def seed(app: Any, site: Site, upto: int) -> list[Figure]:
    """app: the ASGI application of a site of roster_site without cases. upto: how many permits in the largest table."""
    people = min(permits.PEOPLE, upto)
    entered = [n for n in range(people) if permits.state(n) == "entered"][:JOBS]
    await permits.prepare(entered)
    await permits.fill(0, people)
    await accounts.add_office(await demo_person(OFFICER), ROLE, clock.now())
    figures, first, there, ready = list[Figure](), Costs(), 0, iter(entered)
    for size in [one for one in SIZES if one <= upto] or [upto]:
        seconds = await _seconds(permits.fill(permits.PEOPLE + there, permits.PEOPLE + size))
        figures.append(Figure(f"seed.{size} filled", (size - there) / seconds, "/s", "", seconds))
        there, found = size, await _costs(app, itertools.islice(ready, EACH_SIZE))
        first = first or found
        figures += [_figure(f"seed.{size} {name}", one, first[name]) for name, one in found.items()]
    return figures


def _figure(name: str, one: Cost, first: Cost) -> Figure:
    whole, before = one.cpu + one.store, first.cpu + first.store
    store = f", {one.store:.1f} of them the database's" if one.store else ""
    told = f"{one.statements} statements{store}; first {before:.1f} ms: must stay near 1"
    return Figure(name, whole, "ms", told, whole / before)


async def _seconds(work: Awaitable[None]) -> float:
    started = time.perf_counter()
    await work
    return time.perf_counter() - started


async def _costs(app: Any, ready: Iterator[int]) -> Costs:
    """ready: people who may be activated."""
    found = Costs()
    organisation = await accounts.organisation(VOEN)
    assert organisation is not None
    holder = await signed(await demo_person(HOLDER), organisation["id"])
    async with browser(app, holder) as visitor:
        for name, path in PAGES.items():
            found[name] = await cost(_page(visitor, path))
        within = await _within(visitor, PAGES["roster, a filter, 100 rows"])
        found["roster, a filter, page 11"] = await cost(_page(visitor, within))
        found["activation"] = await cost(_activation(visitor, holder.csrf, ready))
    async with browser(app, await signed(await demo_person(OFFICER))) as officer:
        for name, path in DESKS.items():
            found[name] = await cost(_page(officer, path))
    found["check by number"] = await cost(await _check(app))
    return found


def _page(visitor: httpx.AsyncClient, path: str) -> Callable[[], Awaitable[object]]:
    async def look() -> None:
        (await visitor.get(path)).raise_for_status()

    return look


async def _within(visitor: httpx.AsyncClient, path: str) -> str:
    """Ten pages on, where there are so many."""
    for _turn in range(10):
        path = following((await visitor.get(path)).text) or path
    return path


def _activation(visitor: httpx.AsyncClient, csrf: str, ready: Iterator[int]) -> Callable[[], Awaitable[object]]:
    async def activate() -> None:
        number = permits.number(next(ready))
        said = {"csrf": csrf, "token": secrets.token_urlsafe(24), "version": "3", "back": ""}
        answer = await visitor.post(f"{ROSTER}/{number}/activate", data=said)
        if answer.status_code != 303:
            raise RuntimeError(f"{number} was not activated: {answer.status_code}")

    return activate


async def _check(app: Any) -> Callable[[], Awaitable[object]]:
    """By whoever holds the paper; from many addresses, for one asks only so often."""
    held = Issued.in_force == True  # noqa: E712  # builds SQL
    numbers = await Issued.select(Issued.number).where(held).limit(100).output(as_list=True)
    asked, every = itertools.count(), itertools.cycle(numbers)

    async def check() -> None:
        place = next(asked) // PLACES
        async with browser(app, place=f"10.{place >> 16 & 255}.{place >> 8 & 255}.{place & 255}") as anybody:
            answer = await anybody.get(f"/api/v1/attestations/{next(every)}")
            if not answer.json()["active"]:
                raise RuntimeError("A permit in force was called inactive.")

    return check
