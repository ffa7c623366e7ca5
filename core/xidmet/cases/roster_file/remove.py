"""Files of people that nobody needs any more."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases.roster_file.find import found_file
from xidmet.cases.roster_file.states import ENTERING
from xidmet.cases.site import Site
from xidmet.errors import Stale
from xidmet.store import documents, transaction
from xidmet.store import roster_file as store
from xidmet.store.roster_file import File

MONTH = dt.timedelta(days=30)  # time to find out what is missing about somebody


async def throw_away(site: Site, actor: Actor, slug: str, file: UUID) -> None:
    """The file and its rows; whoever was entered stays in the roster. Raises Stale while people are being entered."""
    found = await found_file(site, actor, slug, file)
    if found.file.state == ENTERING:
        raise Stale
    await _remove(site, found.file)


async def remove_old(site: Site) -> int:
    """Those that came more than a month ago; how many."""
    old = await store.older(clock.now() - MONTH)
    for file in old:
        await _remove(site, file)
    return len(old)


async def _remove(site: Site, file: File) -> None:
    async with transaction():
        await store.remove(file.id)
    await _remove_document(site, file.document)


async def drop_document(site: Site, file: File) -> None:
    """The bytes as they came: their rows are kept."""
    async with transaction():
        await store.forget_document(file.id)
    await _remove_document(site, file.document)


async def _remove_document(site: Site, document: UUID | None) -> None:
    stored = await documents.document(document) if document else None
    if stored:
        await site.files.remove(stored)
