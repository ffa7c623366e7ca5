"""The feed of what happened in organisations' cases.

A transaction adds one row of its moves. Only afterwards, when it can be seen, a worker gives it the next place in the
feed: places follow the order of commits, so whoever has read up to one has missed nothing below it, and the rows of one
case follow each other, for their ids were drawn while the case was held.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from xidmet.store import transaction
from xidmet.store.tables import CaseEvent, FeedPlace, Webhook

AT_ONCE = 500  # rows that get a place in one transaction
Move = tuple[str, str, int, str]  # number, state, version, transition


@dataclass(frozen=True)
class Event:
    """place, nth: where it is in the feed: of its row, and which one of that row, from 1."""

    place: int
    nth: int
    at: dt.datetime
    service: str
    number: str
    state: str
    version: int
    transition: str


async def add(party: str, service: str, moves: Sequence[Move], moment: dt.datetime) -> None:
    """Inside the transaction of the moves, behind the locks of their cases."""
    await CaseEvent.raw(
        "INSERT INTO case_event (party, service, at, moves) VALUES ({}, {}, {}, {})",
        party,
        service,
        moment,
        json.dumps(moves, ensure_ascii=False, separators=(",", ":")),
    )


async def waiting() -> bool:
    """Is there a row without a place?"""
    return bool(await CaseEvent.exists().where(CaseEvent.place.is_null()))


async def give_places() -> int:
    """To the rows that were committed since; how many. Whoever delivers to their parties finds it in their own rows."""
    async with transaction():
        # The row is held, so that one worker at a time does this.
        (held,) = await FeedPlace.raw("UPDATE feed_place SET last = last WHERE id = 1 RETURNING last")
        rows = await CaseEvent.raw(
            "UPDATE case_event SET place = {} + new.n FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS n"  # noqa: S608
            f" FROM case_event WHERE place IS NULL ORDER BY id LIMIT {AT_ONCE}) AS new WHERE case_event.id = new.id"
            " RETURNING case_event.place, case_event.party",
            int(held["last"]),
        )
        if rows:
            await FeedPlace.raw("UPDATE feed_place SET last = last + {} WHERE id = 1", len(rows))
        newest = dict[str, int]()
        for row in rows:
            newest[row["party"]] = max(row["place"], newest.get(row["party"], 0))
        for party in sorted(newest):
            await Webhook.update({Webhook.newest: newest[party]}).where(Webhook.party == party)
    return len(rows)


async def last_place() -> int:
    """Behind which whatever is not in the feed yet will stand."""
    row = await FeedPlace.select(FeedPlace.last).where(FeedPlace.id == 1).first()
    return int(row["last"]) if row else 0


async def forgotten() -> int:
    """Up to which place nothing is kept any more."""
    row = await FeedPlace.select(FeedPlace.forgotten).where(FeedPlace.id == 1).first()
    return int(row["forgotten"]) if row else 0


async def after(party: str, services: Collection[str] | None, place: int, nth: int, limit: int) -> list[Event]:
    """Behind a place, in order. services: None for all."""
    where = (CaseEvent.party == party) & (CaseEvent.place >= place)
    if services is not None:
        if not services:
            return []
        where = where & CaseEvent.service.is_in(sorted(services))
    columns = (CaseEvent.place, CaseEvent.service, CaseEvent.at, CaseEvent.moves)
    # A row holds at least one event; the first one may have been read whole.
    rows = await CaseEvent.select(*columns).where(where).order_by(CaseEvent.place).limit(limit + 1)
    found = list[Event]()
    for row in rows:
        for n, (number, state, version, transition) in enumerate(json.loads(row["moves"]), 1):
            if (row["place"], n) > (place, nth) and len(found) < limit:
                found.append(Event(row["place"], n, row["at"], row["service"], number, state, version, transition))
    return found


async def forget(before: dt.datetime) -> None:
    """What is older than that moment."""
    async with transaction():
        rows = (
            await CaseEvent.delete()
            .where((CaseEvent.at < before) & CaseEvent.place.is_not_null())
            .returning(CaseEvent.place)
        )
        if rows:
            last = max(int(row["place"]) for row in rows)
            await FeedPlace.update({FeedPlace.forgotten: last}).where(
                (FeedPlace.id == 1) & (FeedPlace.forgotten < last)
            )
