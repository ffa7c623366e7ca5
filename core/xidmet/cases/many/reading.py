"""What is known of the cases of one round before anything is written: read in a handful of statements for all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor
from xidmet.auth.may import Mover
from xidmet.cases.answer import read_answers
from xidmet.cases.case import Case, case_of
from xidmet.cases.desk.take import office_of
from xidmet.cases.site import Site
from xidmet.contract.alike import Alike
from xidmet.contract.form import Form
from xidmet.contract.plain import from_json, to_store
from xidmet.contract.states import Transition
from xidmet.errors import WrongAnswers
from xidmet.store import absences
from xidmet.store import many as store

T = TypeVar("T")
AT_A_TIME = 16


@dataclass(frozen=True, slots=True)
class Item:
    """place: in the list. version: of the case as whoever chose it saw it. token: "" for time."""

    place: int
    number: str
    version: int
    token: str


@dataclass(frozen=True)
class Read:
    """stood: by number, with the case as its service reads it. spent: by token. leased: at whose decision somebody is.
    away: the colleague for whom the mover stands in, by the account of whoever has the case.
    """

    stood: Mapping[str, tuple[Case, store.Stood]]
    spent: Mapping[str, tuple[UUID, str, str]]
    leased: frozenset[UUID]
    away: Mapping[UUID, str]

    def away_of(self, case: Case) -> str:
        """The name of whoever has the case and is away; "" for nobody."""
        return self.away.get(case.record.officer, "") if case.record.officer else ""


async def read_asked(site: Site, mover: Mover, transition: Transition, asked: Mapping[str, Any]) -> Form | None:
    """What the move asks, once for all: it is nobody's own. Raises WrongAnswers, RegisterDown."""
    if transition.asks is None:
        return None
    party = mover.party if isinstance(mover, Actor) else ""
    reply = await read_answers(site, transition.asks, asked, party)
    if reply.errors:
        raise WrongAnswers(dict(reply.errors))
    return from_json(transition.asks, to_store(reply.so_far))  # as every later reader will have it


async def read(site: Site, mover: Mover, transition: Transition, items: Sequence[Item], alike: Alike) -> Read:
    stood, cases = await store.by_numbers([item.number for item in items]), dict[str, tuple[Case, store.Stood]]()
    async for some in in_turns(stood.items()):
        for number, one in some:
            if case := case_of(site, one.record, alike.read):
                cases[number] = (case, one)
    tokens = [item.token for item in items if item.token]
    spent = await store.spent(tokens) if tokens else {}
    leased, away = set[UUID](), dict[UUID, str]()
    if isinstance(mover, Actor) and office_of(transition, mover):
        leased = await store.leased((one.record.id for one in stood.values()), clock.now())
        away = await _away(mover, (case for case, _one in cases.values()))
    return Read(cases, spent, frozenset(leased), away)


async def in_turns(every: Iterable[T]) -> AsyncIterator[list[T]]:
    """Some at a time: a thousand cases are a quarter of a second, and no other page in this process should wait."""
    rest = iter(every)
    while some := list(islice(rest, AT_A_TIME)):
        await asyncio.sleep(0)
        yield some


async def _away(mover: Actor, cases: Any) -> dict[UUID, str]:
    """The names of those who have some of these cases and are away, for whom the mover stands in."""
    had = {case.record.officer for case in cases if case.record.officer} - {mover.account}
    found = await absences.of_accounts(sorted(had), clock.today()) if had else []
    return {one.account: one.name for one in reversed(found) if one.substitute == mover.account}


async def ends_in(transition: Transition, cases: Sequence[Case]) -> dict[UUID, list[tuple[UUID, str]]]:
    """What this move ends, by the case's id: nothing where it leaves all in force and issues nothing."""
    if transition.target.in_force and transition.issues is None:
        return {}
    return await store.in_force(case.record.id for case in cases)
