"""Is everything there that the portal needs to do its work?"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Coroutine
from typing import Any

from xidmet import clock
from xidmet.cases import Site
from xidmet.settings import Settings
from xidmet.signatures.anchors import held_list
from xidmet.store import effects, health

STALE = dt.timedelta(seconds=30)  # a worker that has not been seen for so long is gone
PATIENCE = 3.0  # seconds for each question


async def parts(site: Site) -> dict[str, bool]:
    """Whether the database answers with this version's tables, files can be written, and a worker is alive."""
    questions = {"database": health.ready(), "files": _files(site), "worker": _worker()}
    return dict(zip(questions, await asyncio.gather(*map(_holds, questions.values())), strict=True))


async def scanner(site: Site) -> str:
    """off, up or down. Files can be added either way: they wait for it, or say that they are not scanned."""
    if site.scanner is None:
        return "off"
    return "up" if await _holds(site.scanner.alive()) else "down"


def seal_ends(site: Site) -> dt.datetime | None:
    """When the certificate of the site's seal ends, if that is soon."""
    return site.seal.ends if site.seal.ends_soon else None


async def anchors(settings: Settings) -> str:
    """Of the signed list of trust anchors: none, current, late or unreadable."""
    if not settings.anchors:
        return "none"
    try:
        listed = await asyncio.to_thread(held_list, settings.anchors, settings.anchors_signer)
    except (OSError, ValueError):
        return "unreadable"
    if listed is None:
        return "late" if settings.anchors_list else "none"
    return "current" if clock.now() < listed.next_update else "late"


async def effects_by_state() -> dict[str, int]:
    """How many effects are pending, done and dead."""
    counted = await effects.counts()
    return {state: counted.get(state, 0) for state in ("pending", "done", "dead")}


async def _holds(question: Coroutine[Any, Any, bool]) -> bool:
    """No is also what an error or a long silence means.

    After a silence it is told to end, but not waited for: a server that stands still does not even let go.
    """
    asking = asyncio.create_task(question)
    answered, _waiting = await asyncio.wait([asking], timeout=PATIENCE)
    if not answered:
        asking.cancel()
        return False
    return asking.exception() is None and asking.result()


async def _files(site: Site) -> bool:
    """The folder must be there already: whoever writes would make it anew, and hide that all the files are gone."""
    there = bool(site.settings.files) or (site.settings.data / "files").is_dir()
    return there and await site.files.writable()


async def _worker() -> bool:
    seen = await health.last_beat()
    return seen is not None and clock.now() - seen < STALE
