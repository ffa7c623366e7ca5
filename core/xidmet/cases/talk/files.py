"""Files that go along with a message: kept while it is written, handed out to both sides, scanned like all others."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from xidmet.auth import Actor
from xidmet.cases import along
from xidmet.cases.attached import need_unharmful
from xidmet.cases.site import Site
from xidmet.cases.talk.rules import may_write, place_of
from xidmet.documents import Stored
from xidmet.errors import NotFound, Refused
from xidmet.store import talk
from xidmet.store.along import OF_MESSAGES


@dataclass(frozen=True)
class FileWanted:
    """own: the side that reads it added it."""

    number: str
    stored: Stored
    own: bool


async def keep(site: Site, actor: Actor, number: str, source: AsyncIterator[bytes], name: str) -> Stored:
    """Store a file that waits for its message. Raises NotFound, NotAllowed, Refused, TooMany, FileRefused."""
    place = await place_of(site, actor, number)
    if refusal := may_write(place.case):
        raise Refused(refusal)
    return await along.keep(site, OF_MESSAGES, place.case, actor.account, source, name)


async def drop(site: Site, actor: Actor, number: str, document: UUID) -> None:
    """Take back a file that was not sent yet. Raises NotFound, also the second time."""
    place = await place_of(site, actor, number)
    if not await along.drop(site, OF_MESSAGES, place.case.record.id, actor.account, document):
        raise NotFound


async def file_along(site: Site, actor: Actor, number: str, document: UUID) -> FileWanted:
    """A file of a message, for both sides; one that is not sent yet, for whoever added it.

    The other side is given nothing that a scanner has not passed. Raises NotFound, NotAllowed with the reason.
    """
    place = await place_of(site, actor, number)
    found = next((one for one in await OF_MESSAGES.of_case(place.case.record.id) if one.stored.id == document), None)
    if found is None or (found.sent_with is None and found.account != actor.account):
        raise NotFound
    said = await talk.one(found.sent_with) if found.sent_with else None
    own = said is None or bool(said.office) == place.by_officer
    need_unharmful(site, found.stored, to_others=not own)
    return FileWanted(number, found.stored, own)


async def sweep_unsent(site: Site, limit: int = 200) -> int:
    """Files whose message nobody sent within a day; how many were removed."""
    return await along.sweep(site, OF_MESSAGES, limit)
