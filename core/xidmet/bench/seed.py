"""What a table of many permits costs: to fill it, and to move a thousand of them in it. Ten times as many each time."""

from __future__ import annotations

import time
from collections.abc import Awaitable

from xidmet.auth import Actor
from xidmet.bench import roster_site
from xidmet.bench.figure import Figure
from xidmet.bench.roster import holder
from xidmet.bench.roster_list import Signed
from xidmet.cases import Site
from xidmet.cases.many import MOST, move_many
from xidmet.store.tables import Case

SIZES = (10_000, 100_000, 1_000_000, 5_000_000)
EACH = 10_000  # cases of one organisation
FIRST = "the same in a table of 10,000: must stay near 1"


async def seed(site: Site, upto: int) -> list[Figure]:
    """upto: the largest table. On a site of roster_site without cases."""
    await roster_site.seed_registers(len(SIZES) * MOST)
    mover, figures, there = await holder(), list[Figure](), 0
    filled = moved = 0.0
    for place, size in enumerate(one for one in SIZES if one <= upto):
        fill = await _seconds(_filled(there, size)) / (size - there)
        await Case.raw("ANALYZE")
        move = await _seconds(_moved(site, mover, place * MOST)) / MOST
        filled, moved, there = filled or fill, moved or move, size
        figures.append(Figure(f"seed.{size} filled", fill * 1e6, "µs", FIRST, fill / filled))
        figures.append(Figure(f"seed.{size} moved", move * 1e6, "µs", FIRST, move / moved))
    return figures


async def _filled(there: int, size: int) -> None:
    for first in range(there, size, EACH):
        voen = roster_site.VOEN if first == 0 else f"{1_500_000_000 + first // EACH}"
        await roster_site.seed(first, min(first + EACH, size), f"o:{voen}")


async def _moved(site: Site, mover: Actor, first: int) -> None:
    items = [(roster_site.number(n), 3) for n in range(first, first + MOST)]
    tokens = [f"seed:{number}" for number, _version in items]
    asked = {"time": "Act"}
    done = await move_many(
        site, mover, roster_site.SLUG, "activate", items, tokens=tokens, asked=asked, signed=Signed()
    )
    if not all(one.done for one in done):
        raise RuntimeError("a case was not moved")


async def _seconds(work: Awaitable[None]) -> float:
    started = time.perf_counter()
    await work
    return time.perf_counter() - started
