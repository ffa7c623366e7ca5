"""Documents that nobody signed in time."""

from __future__ import annotations

import secrets

from xidmet import clock
from xidmet.cases.signing.several.sweep import sweep_rounds
from xidmet.cases.site import Site
from xidmet.store import signing as store
from xidmet.store import transaction
from xidmet.store.effects import write_effect


async def sweep_signings(site: Site) -> int:
    """Forget those whose time is over; how many. The bytes follow, by the worker."""
    await sweep_rounds(site)
    async with transaction():
        places = await store.take_ended(clock.now())
        if places:
            await write_effect("erase", {"places": places}, f"erase-signings:{secrets.token_hex(16)}")
    if places:
        site.wake.ring()
    return len(places)
