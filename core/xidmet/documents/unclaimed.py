"""Bytes that no row names: whoever stored them was killed before the row was written, or in the middle of them."""

from __future__ import annotations

import datetime as dt

import structlog

from xidmet.documents.files import Files
from xidmet.store import documents as rows

log = structlog.get_logger()

AFTER = dt.timedelta(hours=2)  # no upload lasts so long; S3 counts from its beginning
MOST = 200  # a crash leaves a few; more mean another site's files, or a database from before them


async def erase_unclaimed(files: Files) -> int:
    """Erase them; how many. Erases nothing, and says so in the log, when there are too many to be leftovers."""
    found: list[str] = []
    async for places in files.older_than(AFTER):
        found += sorted(set(places) - await rows.claimed(places))
        if len(found) > MOST:
            log.error("many stored files are named by no row: do the database and the files belong together?")
            return 0
    broken_off = await files.broken_off(AFTER)
    for place in found:
        await files.erase(place)
    for place in broken_off:
        await files.erase_part(place)
    return len(found) + len(broken_off)
