"""A process that works one list off beside the web process, as a worker that was started apart does."""

from __future__ import annotations

import asyncio
import sys
from uuid import UUID

from xidmet.bench.roster_list import work_off
from xidmet.cases import open_site
from xidmet.garbage import look_seldom
from xidmet.settings import Settings
from xidmet.store import list_items


async def main(wanted: UUID) -> None:
    look_seldom()
    async with open_site(Settings()) as site:
        await work_off(site, wanted, sum((await list_items.counts(wanted)).values()))


if __name__ == "__main__":
    asyncio.run(main(UUID(sys.argv[1])))
