"""Files whose rows the store keeps until somebody has done with them: what goes, and when, whatever they are for."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from xidmet import clock
from xidmet.cases.site import Site
from xidmet.store import documents, transaction
from xidmet.store.kept_rows import KeptFile, KeptRows

Kept = KeptRows[Any, Any]


async def remove(site: Site, kept: Kept, file: KeptFile) -> None:
    """The file and its rows."""
    async with transaction():
        await kept.remove(file.id)
    await _remove_document(site, file.document)


async def remove_older(site: Site, kept: Kept, age: dt.timedelta) -> int:
    """Those that came longer ago; how many."""
    old: list[KeptFile] = await kept.older(clock.now() - age)
    for file in old:
        await remove(site, kept, file)
    return len(old)


async def drop_document(site: Site, kept: Kept, file: KeptFile) -> None:
    """The bytes as they came; the rows stay."""
    async with transaction():
        await kept.forget_document(file.id)
    await _remove_document(site, file.document)


async def _remove_document(site: Site, document: UUID | None) -> None:
    stored = await documents.document(document) if document else None
    if stored:
        await site.files.remove(stored)
