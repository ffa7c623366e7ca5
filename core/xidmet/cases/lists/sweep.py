"""Lists that nobody signed in time, and those that were worked off so long ago that they prove nothing any more."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from xidmet import clock
from xidmet.cases.retention import kept
from xidmet.cases.site import Site
from xidmet.contract.service import Service
from xidmet.store import lists as store
from xidmet.store import transaction
from xidmet.store.effects import write_effect

KEPT = dt.timedelta(days=90)  # what led to nothing


async def sweep_lists(site: Site, limit: int = 100) -> int:
    """End those whose time is over, and remove those that were kept for long enough; how many."""
    late = await store.overdue(clock.now(), limit)
    for listed in late:
        async with transaction():
            if await store.change(listed.id, store.OPEN, state=store.EXPIRED):
                await _erase(listed.id, await store.take_documents(listed.id))
    await store.forget(clock.now() - KEPT)
    old = [one for service in site.catalogue.services.values() for one in await _outlived(site, service, limit)]
    for wanted in old:
        async with transaction():
            await _erase(wanted, await store.remove(wanted))
    if late or old:
        site.wake.ring()
    return len(late) + len(old)


async def _outlived(site: Site, service: type[Service], limit: int) -> list[UUID]:
    """As long as the service keeps cases that are over, and as long as one of a signed list's cases is not over."""
    term = await kept(site, service)
    if term is None:
        return []
    still = [state.name for state in service.states if service.leaving(state) or state.in_force]
    return await store.outlived(service.slug, term.before(), still, limit)


async def _erase(wanted: UUID, places: list[str]) -> None:
    if places:
        await write_effect("erase", {"places": places}, f"erase-list:{wanted}:{places[0]}")
