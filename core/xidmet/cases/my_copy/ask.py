"""Ask for a copy of one's data, see how far it is, take it; and its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID, uuid4

from xidmet import clock
from xidmet.auth import Actor, door, throttle
from xidmet.auth.sessions import Kept as Session
from xidmet.cases.site import Site
from xidmet.documents import Stored
from xidmet.errors import NotFound
from xidmet.store import data_copies as store
from xidmet.store import documents, transaction
from xidmet.store.bound import is_unique_violation
from xidmet.store.data_copies import FAILED, MAKING, READY, Copy
from xidmet.store.effects import Lane, write_effect

KEPT = dt.timedelta(days=7)  # time enough to come back for it; everything about a person in one file is a risk
AT_ONCE = 100  # copies erased in one round
EFFECT = "data-copy"


async def copies(actor: Actor, number: str = "") -> list[Copy]:
    """Those of this person that are there, or on their way; the one asked for last first. An old failure is over.

    number: of the case whose capsules they are.
    """
    moment, found = clock.now(), await store.of_account(actor.account, number)
    there = [one for one in found if one.state == MAKING or one.ends_at > moment]
    return [one for one in there if one.state != FAILED or one is found[0]]


async def ask(site: Site, session: Session, actor: Actor, language: str) -> None:
    """While one is on its way, another one is not begun. The caller has seen to it that the proof is fresh.

    Raises TooMany.
    """
    if any(one.state == MAKING for one in await copies(actor)):
        return
    await throttle.take(throttle.DATA_COPY, str(actor.account))
    await begin(site, new_copy(actor, language), EFFECT, lambda: door.note(session, "data asked"))


def new_copy(actor: Actor, language: str, number: str = "", view: str = "") -> Copy:
    moment = clock.now()
    return Copy(uuid4(), actor.account, language, MAKING, None, moment, None, moment + KEPT, None, number, view)


async def begin(site: Site, copy: Copy, effect: str, note: Callable[[], Awaitable[object]]) -> None:
    """Have the worker make it, unless one is on its way. note: writes down that it was asked for."""
    try:
        async with transaction():
            await store.add(copy)
            await write_effect(effect, {"copy": str(copy.id)}, f"{effect}:{copy.id}", lane=Lane.LONG)
            await note()
    except Exception as error:
        if not is_unique_violation(error):  # else two presses came at once
            raise
    site.wake.ring()


async def take(session: Session, actor: Actor, wanted: UUID) -> Stored:
    """The file, for its person alone; that it was taken stands in the history of the account.

    Raises NotFound, also for another's, and for one that is not ready or over.
    """
    return await hand_out(await copies(actor), wanted, lambda: door.note(session, "data taken"))


async def hand_out(theirs: Sequence[Copy], wanted: UUID, note: Callable[[], Awaitable[object]]) -> Stored:
    """The file of one of theirs. note: writes down that it was taken. Raises NotFound."""
    copy = next((one for one in theirs if one.id == wanted and one.state == READY), None)
    stored = await documents.document(copy.document) if copy and copy.document else None
    if stored is None:
        raise NotFound
    async with transaction():
        await store.taken(wanted, clock.now())
        await note()
    return stored


async def sweep_copies(site: Site) -> int:
    """Erase those whose time has passed; how many. Safe to repeat and to kill."""
    old = await store.over(clock.now(), AT_ONCE)
    for copy in old:
        async with transaction():
            place = await store.remove(copy)
            if place:
                await write_effect("erase", {"places": [place]}, f"erase:{place}")
    if old:
        site.wake.ring()
    return len(old)
