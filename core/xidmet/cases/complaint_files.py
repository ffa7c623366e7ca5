"""Files that go along with a complaint: kept while it is written, seen by whoever may read it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from xidmet.auth import Actor
from xidmet.auth.beyond import turned_down
from xidmet.cases import along
from xidmet.cases.about_me import readable
from xidmet.cases.attached import need_unharmful
from xidmet.cases.complaints import Disputed, disputed
from xidmet.cases.site import Site
from xidmet.documents import Stored
from xidmet.errors import NotFound
from xidmet.store import complaints
from xidmet.store.along import OF_COMPLAINTS


@dataclass(frozen=True)
class Files:
    """sent: with the complaint that the page is about. waiting: for one that this person writes. own: they filed it."""

    sent: tuple[Stored, ...]
    waiting: tuple[Stored, ...]
    own: bool


async def keep(site: Site, actor: Actor, number: str, source: AsyncIterator[bytes], name: str) -> Stored:
    """Store a file that waits for its complaint. Raises NotFound, NotAllowed, Refused, TooMany, FileRefused."""
    found = await disputed(site, actor, number)
    if found.hears:
        raise NotFound
    if found.may_not:
        raise turned_down(found.may_not)
    return await along.keep(site, OF_COMPLAINTS, found.case, actor.account, source, name)


async def drop(site: Site, actor: Actor, number: str, document: UUID) -> None:
    """Take back a file that was not filed yet. Raises NotFound, also the second time."""
    found = await disputed(site, actor, number)
    if not await along.drop(site, OF_COMPLAINTS, found.case.record.id, actor.account, document):
        raise NotFound


async def files_of(actor: Actor, found: Disputed) -> Files:
    """What this person sees of them on the page of a decision."""
    every = await OF_COMPLAINTS.of_case(found.case.record.id)
    complaint = found.complaint
    sent = [one.stored for one in every if complaint and found.readable and one.sent_with == complaint.id]
    waiting = [one.stored for one in along.waiting_for(every, actor.account)]
    return Files(tuple(sent), tuple(waiting), complaint is not None and complaint.account == actor.account)


async def file_along(site: Site, actor: Actor, number: str, document: UUID) -> Stored:
    """A file of a complaint, for whoever may read that; one that is not filed yet, for whoever added it.

    Nobody else is given what a scanner has not passed. Raises NotFound, NotAllowed with the reason.
    """
    found = await disputed(site, actor, number)
    file = await OF_COMPLAINTS.one(document)
    if file is None or file.stored.case != found.case.record.id:
        raise NotFound
    own = file.account == actor.account
    if not own and (file.sent_with is None or not await _reads(actor, found, file.sent_with)):
        raise NotFound
    need_unharmful(site, file.stored, to_others=not own)
    return file.stored


async def _reads(actor: Actor, found: Disputed, wanted: UUID) -> bool:
    filed = await complaints.one(wanted)
    return filed is not None and (found.hears or await readable(actor, found.case, filed.account))


async def sweep_unfiled(site: Site, limit: int = 200) -> int:
    """Files whose complaint nobody filed within a day; how many were removed."""
    return await along.sweep(site, OF_COMPLAINTS, limit)
