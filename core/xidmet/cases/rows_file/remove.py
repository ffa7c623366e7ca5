"""Files of rows that nobody needs any more."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases.rows_file.find import found_file
from xidmet.cases.site import Site
from xidmet.store import documents, transaction
from xidmet.store import rows_file as store
from xidmet.store.rows_file import File

WEEK = dt.timedelta(days=7)  # time enough to mend; rows of people are not kept for longer than they are needed


async def throw_away(site: Site, actor: Actor, number: str, field: str, file: UUID) -> None:
    """The file and its rows; what was taken stays in the draft."""
    found = await found_file(site, actor, number, field, file)
    await _remove(site, found.file)


async def remove_old(site: Site) -> int:
    """Those that came more than a week ago; how many."""
    old = await store.older(clock.now() - WEEK)
    for file in old:
        await _remove(site, file)
    return len(old)


async def _remove(site: Site, file: File) -> None:
    async with transaction():
        await store.remove(file.id)
    await _remove_document(site, file.document)


async def drop_document(site: Site, file: File) -> None:
    """The bytes as they came; the rows stay for the result file."""
    async with transaction():
        await store.forget_document(file.id)
    await _remove_document(site, file.document)


async def _remove_document(site: Site, document: UUID | None) -> None:
    stored = await documents.document(document) if document else None
    if stored:
        await site.files.remove(stored)
