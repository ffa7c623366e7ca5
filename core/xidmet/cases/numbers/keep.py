"""Count what an authority watches: who is where, and how fast it grows. Done beside the pages, and not for nothing."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from xidmet import clock
from xidmet.cases.by_rule import by_rule
from xidmet.cases.site import Site
from xidmet.contract.roles import Officer
from xidmet.contract.service import Service
from xidmet.store import live_numbers
from xidmet.store.live_numbers import Kept

EVERY = dt.timedelta(seconds=25)
REST = 20  # times as long as the counting took: it never takes more than a twentieth of a worker's time
HOURS = 48
MOST = 500  # groups


def watched(service: type[Service]) -> bool:
    """An officer may do something in many of its cases at once."""
    return any(by_rule(move) and any(isinstance(one, Officer) for one in move.actors) for move in service.transitions)


async def keep_numbers(site: Site) -> None:
    """By a worker, often: counts again what was changed since it was counted last."""
    for service in site.catalogue.services.values():
        if watched(service):
            await _kept(service)


async def _kept(service: type[Service]) -> None:
    known, moment = await live_numbers.kept(service.slug), clock.now()
    if known and moment - known.counted_at < max(EVERY, dt.timedelta(seconds=known.took * REST)):
        return
    newest = await live_numbers.newest(service.slug, [state.name for state in service.states])
    if known and known.newest == newest:
        return
    begun = time.perf_counter()
    numbers = await count(service)
    await live_numbers.keep(service.slug, Kept(moment, newest, time.perf_counter() - begun, numbers))


async def count(service: type[Service]) -> dict[str, Any]:
    """by: for each column of the declared totals over states in force, "place.column"."""
    in_force = [state.name for state in service.states if state.in_force]
    parties, rows = await live_numbers.by_party(service.slug, in_force, MOST)
    since = clock.now() - dt.timedelta(hours=HOURS)
    return {
        "states": await live_numbers.by_state(service.slug),
        "parties": {"groups": parties, "rows": rows},
        "by": {
            f"{place}.{column}": await _by(service, place, column)
            for place, declared in enumerate(service.totals)
            if all(state.in_force for state in declared.states)
            for column in range(len(declared.by))
        },
        "hours": await live_numbers.issued_by_hour(service.slug, since),
    }


async def _by(service: type[Service], place: int, column: int) -> dict[str, Any]:
    groups, rows = await live_numbers.by_group(service.slug, place, column, MOST)
    return {"groups": groups, "rows": rows}
