"""What was written in a case, as one side of it reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases.along import waiting_for
from xidmet.cases.case import Case
from xidmet.cases.site import Site
from xidmet.cases.talk.rules import Place, lets, place_of
from xidmet.documents import Stored
from xidmet.store import talk
from xidmet.store.along import OF_MESSAGES
from xidmet.store.talk import Said


@dataclass(frozen=True)
class Line:
    """mine: written by the reader's side. new: not read before now."""

    said: Said
    files: tuple[Stored, ...]
    mine: bool
    new: bool


@dataclass(frozen=True)
class Conversation:
    """waiting: files that this person added to a message that is not sent yet."""

    place: Place
    lines: tuple[Line, ...]
    waiting: tuple[Stored, ...]


async def conversation(site: Site, actor: Actor, number: str, *, reads: bool = True) -> Conversation:
    """All of it, the oldest first. reads: what the other side wrote counts as read from now on.

    The one thing that opening the page writes; no version rises by it. Raises NotFound, NotAllowed.
    """
    place = await place_of(site, actor, number)
    case = place.case.record.id
    said, files = await talk.of_case(case), await OF_MESSAGES.of_case(case)
    lines = tuple(
        Line(
            one,
            tuple(file.stored for file in files if file.sent_with == one.id),
            bool(one.office) == place.by_officer,
            one.read_at is None and bool(one.office) != place.by_officer,
        )
        for one in said
    )
    if reads and any(line.new for line in lines):
        await talk.read(case, place.by_officer, clock.now())
    waiting = tuple(one.stored for one in waiting_for(files, actor.account))
    return Conversation(place, lines, waiting)


async def unread_by_party(actor: Actor, cases: Sequence[Case]) -> dict[UUID, int]:
    """How many messages of officers wait in cases of the party acted for; one statement for all."""
    mine = [case.record.id for case in cases if case.party == actor.party and not case.is_draft and lets(actor, case)]
    return await talk.unread(mine, by_officers=False)


async def unread_by_officers(actor: Actor, cases: Sequence[Case]) -> dict[UUID, int]:
    """How many messages of applicants nobody of the office has read yet."""
    theirs = [case.record.id for case in cases if case.party != actor.party and lets(actor, case)]
    return await talk.unread(theirs, by_officers=True)


async def unread_in(actor: Actor, case: Case) -> int | None:
    """For the page of a case; None for somebody who is no side of its conversation."""
    if not lets(actor, case):
        return None
    counted = await talk.unread([case.record.id], by_officers=case.party != actor.party)
    return counted.get(case.record.id, 0)
