"""What one thing costs: processor time, ours and that of a PostgreSQL beside us, and how many statements it takes.

The clock on the wall says little on a machine that others use; processor time says the same at any hour.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xidmet.store import bound
from xidmet.store.tables import Case

ROUNDS, TIMES = 7, 5  # rounds, and how often each repeats the work


@dataclass(frozen=True)
class Cost:
    """cpu: milliseconds of this process. store: milliseconds of the database's own; 0 of one inside it, or far away."""

    cpu: float
    store: float
    statements: int


async def cost(work: Callable[[], Awaitable[object]], times: int = 0) -> Cost:
    """The median of a few rounds. times: how often each repeats it; 0: as usual."""
    times = times or TIMES
    with _counted() as said:
        await work()
    cpu, store = list[float](), list[float]()
    for _round in range(ROUNDS):
        before, started = await _store_seconds(), time.process_time()
        for _time in range(times):
            await work()
        cpu.append((time.process_time() - started) / times * 1000)
        store.append((await _store_seconds() - before) / times * 1000)
    return Cost(statistics.median(cpu), statistics.median(store), said[0])


@contextmanager
def _counted() -> Iterator[list[int]]:
    """How many statements the store runs meanwhile."""
    engine: Any = type(bound.engine())
    run, found = engine.run_querystring, [0]

    async def counting(self: Any, *given: Any, **more: Any) -> Any:
        found[0] += 1
        return await run(self, *given, **more)

    engine.run_querystring = counting
    try:
        yield found
    finally:
        engine.run_querystring = run


async def _store_seconds() -> float:
    """Of all processes that serve this database, where the system tells it: on the same machine, under Linux."""
    if bound.on_sqlite():
        return 0.0
    rows: list[dict[str, Any]] = await Case.raw("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
    return sum(_ran(int(row["pid"])) for row in rows)


def _ran(process: int) -> float:
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text("ascii").split()[0]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0
