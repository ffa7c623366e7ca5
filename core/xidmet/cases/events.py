"""What happened in an organisation's cases, for its programs: that a case moved, and nothing about anybody.

One row for each transaction and party, however many cases it moves: a list of a hundred thousand costs a few hundred.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from xidmet import clock
from xidmet.auth import Actor
from xidmet.auth.parties import voen_of
from xidmet.cases.case import Case
from xidmet.contract.states import Transition
from xidmet.contract.texts import _
from xidmet.errors import BadInput, EventsGone
from xidmet.store import events as store
from xidmet.store.events import Event

KEPT = dt.timedelta(days=30)
CURSOR = re.compile(r"(\d{1,15})-(\d{1,6})")


async def say_moved(after: Case, transition: Transition, moment: dt.datetime) -> None:
    """Inside the transaction of the move. after: the case as it leaves it."""
    moved = (after.party, after.number, after.state.name, after.version)
    await say_all_moved(after.service.slug, transition.name, [moved], moment)


async def say_all_moved(
    service: str, transition: str, moved: Iterable[tuple[str, str, str, int]], moment: dt.datetime
) -> None:
    """The same for many. moved: party, number, state and version of each."""
    by_party = dict[str, list[store.Move]]()
    for party, number, state, version in moved:
        if voen_of(party):
            by_party.setdefault(party, []).append((number, state, version, transition))
    for party, moves in by_party.items():
        await store.add(party, service, moves, moment)


@dataclass(frozen=True)
class Stretch:
    """Some events, the cursor behind them, and whether there are more."""

    events: list[Event]
    after: str
    more: bool


def cursor(event: Event) -> str:
    """What is asked for as "after" by whoever has read this one."""
    return f"{event.place}-{event.nth}"


async def feed(actor: Actor, services: Collection[str] | None, said: str, limit: int) -> Stretch:
    """Of whom the actor acts for. said: a cursor; "" for the oldest that is kept. services: None for all.

    Raises BadInput for what is no cursor, EventsGone for one behind which some are missing.
    """
    found = CURSOR.fullmatch(said)
    if said and not found:
        raise BadInput(why=_("This is no place in the feed."), mend=_("Send the “next” of the page before, as it is."))
    place, nth = (int(found[1]), int(found[2])) if found else (0, 0)
    if said and place < await store.forgotten():
        raise EventsGone
    events = await store.after(actor.party, services, place, nth, limit + 1)
    here = events[:limit]
    return Stretch(here, cursor(here[-1]) if here else said, len(events) > limit)


async def give_places() -> bool:
    """By the worker, every second: what was committed since gets its place in the feed."""
    given = False
    while await store.waiting():
        if not await store.give_places():
            break
        given = True
    return given


async def sweep_events() -> None:
    await store.forget(clock.now() - KEPT)
