"""Files that go along with what somebody writes in a case: taken in, judged, scanned, taken back and swept."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from uuid import UUID

from xidmet import clock
from xidmet.auth import throttle
from xidmet.cases.attach import FULL, MANY, OF_ONE_CASE, erase_in
from xidmet.cases.case import Case
from xidmet.cases.site import Site
from xidmet.contract.attached import KINDS as EVERY_KIND
from xidmet.contract.mistake import Mistake
from xidmet.documents.kinds import Passing
from xidmet.documents.names import clean_name
from xidmet.errors import FileRefused
from xidmet.store import documents, transaction
from xidmet.store.along import Along, AlongRows
from xidmet.store.documents import Stored
from xidmet.store.effects import write_effect

KINDS = ("pdf", "jpg", "png")
MOST_BYTES = 20 * 1000 * 1000  # of each file
MOST_FILES = 5  # at a time
UNSENT = dt.timedelta(days=1)
Name = Callable[[Stored, str], Awaitable[None]]


async def keep(
    site: Site, rows: AlongRows, case: Case, account: UUID, source: AsyncIterator[bytes], name: str
) -> Stored:
    """Store a file that waits for what it goes along with. Raises TooMany, FileRefused."""
    waiting = waiting_for(await rows.of_case(case.record.id), account)
    if len(waiting) >= MOST_FILES:
        raise FileRefused(Mistake(MANY, {"most": MOST_FILES}))

    async def named(stored: Stored, kind: str) -> None:
        await rows.add(case.record.id, account, stored, kind)

    return await received(site, case, account, source, name, KINDS, MOST_BYTES, named)


async def received(
    site: Site,
    case: Case,
    account: UUID,
    source: AsyncIterator[bytes],
    name: str,
    kinds: Sequence[str],
    most_bytes: int,
    named: Name,
) -> Stored:
    """The file, stored and judged, and on its way to the scanner. named: writes, in the same transaction, whose it is.

    Its document has no kind: it is no file of the form, so nothing that is about answers finds it.
    """
    await throttle.take(throttle.UPLOAD, str(account))
    passing = Passing(source, clean_name(name, ""), tuple(kinds), most_bytes)
    if (left := OF_ONE_CASE - await documents.bytes_of_case(case.record.id)) < most_bytes:
        passing = replace(passing, most=max(0, left), limit=FULL, told=OF_ONE_CASE)
    kept = await site.files.store(
        passing.stream(), "", "application/octet-stream", party=case.party, case=case.record.id
    )
    stored = replace(
        kept,
        name=clean_name(name, passing.kind),
        media_type=EVERY_KIND[passing.kind].media_type,
        scan="not scanned" if site.scanner is None else "waiting",
    )
    await _written(site, stored, passing.kind, named)
    return replace(stored, kind=passing.kind)


async def _written(site: Site, stored: Stored, kind: str, named: Name) -> None:
    try:
        async with transaction():
            await documents.keep(stored)
            await named(stored, kind)
            if site.scanner is not None:
                await write_effect("scan", {"document": str(stored.id)}, f"scan:{stored.id}", case=stored.case)
    except BaseException:
        await asyncio.shield(site.files.erase(stored.place))
        raise
    site.wake.ring()


def waiting_for(found: Sequence[Along], account: UUID) -> list[Along]:
    """Those that this person added to what is not sent yet."""
    return [one for one in found if one.sent_with is None and one.account == account]


async def chosen(rows: AlongRows, case: UUID, account: UUID, files: Sequence[UUID]) -> list[Along]:
    """Of those that wait, which the form names."""
    found = waiting_for(await rows.of_case(case), account) if files else []
    return [one for one in found if one.stored.id in set(files)]


async def drop(site: Site, rows: AlongRows, case: UUID, account: UUID, document: UUID) -> bool:
    """Take back a file that was not sent yet; False when there is none of theirs, also the second time."""
    stored = await documents.document(document)
    async with transaction():
        if stored is None or not await rows.drop(case, account, document):
            return False
        await erase_in(stored)
    site.wake.ring()
    return True


async def take_back(site: Site, rows: AlongRows, case: UUID, account: UUID, files: Sequence[UUID]) -> None:
    """What came with the second of two like posts went along with the first one already."""
    for document in files:
        await drop(site, rows, case, account, document)


async def sweep(site: Site, rows: AlongRows, limit: int = 200) -> int:
    """Files whose words nobody sent within a day; how many were removed."""
    count = 0
    for case, account, stored in await rows.left_waiting(clock.now() - UNSENT, limit):
        count += await drop(site, rows, case, account, stored.id)
    return count


def digest_of(text: str, along: Sequence[Along]) -> str:
    """What the journal commits to: the text and the hashes of the files, in hexadecimal digits."""
    said = "\n".join([text, *sorted(one.stored.sha256 for one in along)])
    return hashlib.sha256(said.encode()).hexdigest()
