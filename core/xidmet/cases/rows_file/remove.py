"""Files of rows that nobody needs any more."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from xidmet.auth import Actor
from xidmet.cases import kept_files
from xidmet.cases.rows_file.find import found_file
from xidmet.cases.site import Site
from xidmet.store.rows_file import kept

WEEK = dt.timedelta(days=7)  # time enough to mend; rows of people are not kept for longer than they are needed


async def throw_away(site: Site, actor: Actor, number: str, field: str, file: UUID) -> None:
    """The file and its rows; what was taken stays in the draft."""
    found = await found_file(site, actor, number, field, file)
    await kept_files.remove(site, kept, found.file)


async def remove_old(site: Site) -> int:
    """Those that came more than a week ago; how many."""
    return await kept_files.remove_older(site, kept, WEEK)
