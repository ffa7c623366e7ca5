"""A figure, and how it is taken: ours and the yardstick in turns, so that a slow moment of the machine hits both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

ROUNDS = 7
Work = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Figure:
    """value: ours, in unit. yardstick: what it is measured against. ratio: how many times as long as that."""

    name: str
    value: float
    unit: str
    yardstick: str
    ratio: float

    def __str__(self) -> str:
        return f"{self.name:<28} {self.value:>10,.1f} {self.unit:<3} {self.ratio:>7.2f} x  {self.yardstick}"


async def compared(name: str, yardstick: str, ours: Work, theirs: Work, *, times: int = 1) -> Figure:
    """The median of a few rounds, in microseconds for one piece of work; times: how often each round repeats it."""
    await ours(), await theirs()  # the first time pays for caches
    mine, other = list[float](), list[float]()
    for _round in range(ROUNDS):
        mine.append(await _seconds(ours, times))
        other.append(await _seconds(theirs, times))
    value, measure = statistics.median(mine), statistics.median(other)
    return Figure(name, value * 1e6, "µs", yardstick, value / measure)


async def _seconds(work: Work, times: int) -> float:
    started = time.perf_counter()
    for _time in range(times):
        await work()
    return (time.perf_counter() - started) / times
