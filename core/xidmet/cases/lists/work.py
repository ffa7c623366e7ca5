"""The worker at a list: some rows at a time, each piece an effect of its own, so that others have their turn.

Killed half-way, it goes on: a row that was checked or moved is not touched again, and each has a token of its own.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from xidmet.cases.lists.check import check_some
from xidmet.cases.lists.end import finish
from xidmet.cases.lists.found import TheList, list_of_worker
from xidmet.cases.lists.make import make_some
from xidmet.cases.site import Site
from xidmet.errors import RegisterDown, XidmetError
from xidmet.store import list_items, transaction
from xidmet.store import lists as store
from xidmet.store.effects import Lane, write_effect
from xidmet.store.lists import CHECKED, CHECKING, DONE, STOPPED, WORKING

KIND = "list"
AT_A_TIME = 20.0  # seconds of one effect; a list of a hundred thousand must not hold a place for an hour


async def wake(wanted: UUID) -> None:
    """Inside a transaction: the worker is to go on with this list."""
    await write_effect(KIND, {"list": str(wanted)}, f"{KIND}:{wanted}:{secrets.token_hex(8)}", lane=Lane.LONG)


async def work(site: Site, payload: Mapping[str, Any], once: str) -> None:
    """By the worker. Raises RegisterDown: later, from where it stopped."""
    wanted = UUID(payload["list"])
    until = asyncio.get_running_loop().time() + AT_A_TIME
    while found := await list_of_worker(site, wanted):
        try:
            more = await _piece(site, found)
        except RegisterDown as down:
            await store.change(wanted, [CHECKING, WORKING], problem=down.register)
            raise
        if found.listed.problem:
            await store.change(wanted, [CHECKING, WORKING], problem="")
        if not more:
            return
        if asyncio.get_running_loop().time() > until:
            break
        await asyncio.sleep(0)
    async with transaction():
        await wake(wanted)
    site.wake.ring()


async def _piece(site: Site, found: TheList) -> bool:
    """Is there more to do at once?"""
    if found.listed.state == CHECKING:
        if await check_some(site, found):
            return True
        await store.change(found.listed.id, [CHECKING], state=CHECKED)
    elif found.listed.state == WORKING:
        if await make_some(site, found):
            return True
        await finish(site, found)
    elif found.listed.state in (DONE, STOPPED) and found.listed.result is None:
        await finish(site, found)
    return False


async def give_up(payload: Mapping[str, Any]) -> None:
    """The worker failed too often: what still waits is said not to have been done, and can be tried again."""
    listed, error = await store.by_id(UUID(payload["list"])), XidmetError()
    if listed is None:
        return
    if listed.state == CHECKING:
        await list_items.say_of_all(listed.id, list_items.WAITS, list_items.UNABLE, None, error.why, error.mend)
        await store.change(listed.id, [CHECKING], state=CHECKED)
    elif listed.state == WORKING:
        await list_items.say_of_all(listed.id, list_items.ABLE, list_items.REFUSED, None, error.why, error.mend)
        await store.change(listed.id, [WORKING], state=DONE)
