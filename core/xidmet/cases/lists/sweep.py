"""Lists that nobody signed in time."""

from __future__ import annotations

import datetime as dt

from xidmet import clock
from xidmet.cases.site import Site
from xidmet.store import lists as store
from xidmet.store import transaction
from xidmet.store.effects import write_effect

KEPT = dt.timedelta(days=90)  # what led to nothing; what was signed stays as long as the cases it moved


async def sweep_lists(site: Site, limit: int = 100) -> int:
    """End those whose time is over; how many."""
    late = await store.overdue(clock.now(), limit)
    for listed in late:
        async with transaction():
            if await store.change(listed.id, store.OPEN, state=store.EXPIRED):
                places = await store.take_documents(listed.id)
                if places:
                    await write_effect("erase", {"places": places}, f"erase-list:{places[0]}")
    await store.forget(clock.now() - KEPT)
    if late:
        site.wake.ring()
    return len(late)
