"""Every answer "active" is kept before it is given: in the log of checks and in the journal of the case.

What several checkers ask at the same time is kept in one transaction: an inspection before a closure asks by hundreds.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from xidmet import clock, journal
from xidmet.store import checks, many, transaction
from xidmet.store.issued import Attested
from xidmet.store.journal import Row
from xidmet.store.together import Together

StillActive = Callable[[Attested], Awaitable[bool]]


@dataclass(frozen=True)
class Asked:
    """active: asked of it as it is when it is kept. facts, personal: of the journal's row."""

    attested: Attested
    active: StillActive
    account: UUID | None
    who: str
    voen: str
    way: str
    facts: Mapping[str, str | int | bool | None]
    personal: Mapping[str, str]


@dataclass(frozen=True)
class Kept:
    """now: as it was when the check was kept; None for one that is gone. active: else nothing was kept."""

    now: Attested | None
    active: bool


async def keep(asked: Asked) -> Kept:
    """Answered after the commit. Not inside a transaction."""
    return await TOGETHER.add(asked)


async def _keep(asked: Sequence[Asked]) -> Sequence[Kept]:
    """The chains are taken first, for a move waits for its case's. So one that ended the attestation before is seen
    when it is read again, and one that comes later is written later: nobody is told "active" after an end.
    """
    async with transaction():
        stands = await checks.chains(sorted({one.attested.case for one in asked}))
        there = await checks.as_they_are({one.attested.id for one in asked})
        found = [await _as_it_is(one, there.get(one.attested.id)) for one in asked]
        kept = [one for one, how in zip(asked, found, strict=True) if how.active]
        if kept:
            await checks.keep(_rows(kept, stands), _said(kept))
    return found


async def _as_it_is(asked: Asked, now: Attested | None) -> Kept:
    return Kept(now, now is not None and await asked.active(now))


def _said(asked: Sequence[Asked]) -> list[tuple[Any, ...]]:
    moment, found = many.plain(clock.now()), list[tuple[Any, ...]]()
    for one in asked:
        account = str(one.account) if one.account else None
        found.append((str(uuid4()), str(one.attested.id), account, one.who, one.voen, "", one.way, moment))
    return found


def _rows(asked: Sequence[Asked], stands: dict[UUID, tuple[str, int]]) -> list[Row]:
    found, moment = list[Row](), clock.now()
    for one in asked:
        chain = one.attested.case
        head, count = stands[chain]
        row = journal.next_row(chain, head, count + 1, moment, "checked", one.facts, one.personal)
        stands[chain] = (row.hash, row.place)
        found.append(row)
    return found


TOGETHER = Together(_keep)
