"""Files that go along with a message: kept while it is written, handed out to both sides, scanned like all others."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor, throttle
from xidmet.cases.attach import FULL, MANY, OF_ONE_CASE, erase_in
from xidmet.cases.attached import need_unharmful
from xidmet.cases.site import Site
from xidmet.cases.talk.rules import KINDS, MOST_BYTES, MOST_FILES, may_write, place_of
from xidmet.contract import attached
from xidmet.contract.mistake import Mistake
from xidmet.documents import Stored
from xidmet.documents.kinds import Passing
from xidmet.documents.names import clean_name
from xidmet.errors import FileRefused, NotFound, Refused
from xidmet.store import documents, talk, transaction
from xidmet.store.effects import write_effect

UNSENT = dt.timedelta(days=1)


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
    await throttle.take(throttle.UPLOAD, str(actor.account))
    case = place.case.record.id
    waiting = [one for one in await talk.files(case) if one.message is None and one.account == actor.account]
    if len(waiting) >= MOST_FILES:
        raise FileRefused(Mistake(MANY, {"most": MOST_FILES}))
    passing = Passing(source, clean_name(name, ""), KINDS, MOST_BYTES)
    if (left := OF_ONE_CASE - await documents.bytes_of_case(case)) < MOST_BYTES:
        passing = replace(passing, most=max(0, left), limit=FULL, told=OF_ONE_CASE)
    stored = await site.files.store(passing.stream(), "", "application/octet-stream", party=place.case.party, case=case)
    # Without a kind it is no file of the form, so nothing that is about answers finds it.
    known = replace(
        stored,
        name=clean_name(name, passing.kind),
        media_type=attached.KINDS[passing.kind].media_type,
        scan="not scanned" if site.scanner is None else "waiting",
    )
    await _written(site, actor, known, passing.kind)
    return replace(known, kind=passing.kind)


async def _written(site: Site, actor: Actor, stored: Stored, kind: str) -> None:
    assert stored.case is not None
    try:
        async with transaction():
            await documents.keep(stored)
            await talk.add_file(stored.case, actor.account, stored, kind)
            if site.scanner is not None:
                await write_effect("scan", {"document": str(stored.id)}, f"scan:{stored.id}", case=stored.case)
    except BaseException:
        await asyncio.shield(site.files.erase(stored.place))
        raise
    site.wake.ring()


async def drop(site: Site, actor: Actor, number: str, document: UUID) -> None:
    """Take back a file that was not sent yet. Raises NotFound, also the second time."""
    place = await place_of(site, actor, number)
    stored = await documents.document(document)
    async with transaction():
        if stored is None or not await talk.drop_file(place.case.record.id, actor.account, document):
            raise NotFound
        await erase_in(stored)
    site.wake.ring()


async def file_along(site: Site, actor: Actor, number: str, document: UUID) -> FileWanted:
    """A file of a message, for both sides; one that is not sent yet, for whoever added it.

    The other side is given nothing that a scanner has not passed. Raises NotFound, NotAllowed with the reason.
    """
    place = await place_of(site, actor, number)
    found = next((one for one in await talk.files(place.case.record.id) if one.stored.id == document), None)
    if found is None or (found.message is None and found.account != actor.account):
        raise NotFound
    said = await talk.one(found.message) if found.message else None
    own = said is None or bool(said.office) == place.by_officer
    need_unharmful(site, found.stored, to_others=not own)
    return FileWanted(number, found.stored, own)


async def sweep_unsent(site: Site, limit: int = 200) -> int:
    """Files whose message nobody sent within a day; how many were removed."""
    count = 0
    for case, account, stored in await talk.left_waiting(clock.now() - UNSENT, limit):
        async with transaction():
            if await talk.drop_file(case, account, stored.id):
                await erase_in(stored)
                count += 1
    if count:
        site.wake.ring()
    return count
