"""Files of people that nobody needs any more."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from xidmet.auth import Actor
from xidmet.cases import kept_files
from xidmet.cases.roster_file.find import found_file
from xidmet.cases.roster_file.states import ENTERING
from xidmet.cases.site import Site
from xidmet.errors import Stale
from xidmet.store.roster_file import kept

MONTH = dt.timedelta(days=30)  # time to find out what is missing about somebody


async def throw_away(site: Site, actor: Actor, slug: str, file: UUID) -> None:
    """The file and its rows; whoever was entered stays in the roster. Raises Stale while people are being entered."""
    found = await found_file(site, actor, slug, file)
    if found.file.state == ENTERING:
        raise Stale
    await kept_files.remove(site, kept, found.file)


async def remove_old(site: Site) -> int:
    """Those that came more than a month ago; how many."""
    return await kept_files.remove_older(site, kept, MONTH)
