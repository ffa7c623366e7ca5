"""Ask for a copy of one's data, see how far it is, take it; and its end."""

from __future__ import annotations

import datetime as dt
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
from xidmet.store.effects import write_effect

KEPT = dt.timedelta(days=7)  # time enough to come back for it; everything about a person in one file is a risk
AT_ONCE = 100  # copies erased in one round
EFFECT = "data-copy"


async def copies(actor: Actor) -> list[Copy]:
    """Those of this person that are there, or on their way; the one asked for last first. An old failure is over."""
    moment, found = clock.now(), await store.of_account(actor.account)
    there = [one for one in found if one.state == MAKING or one.ends_at > moment]
    return [one for one in there if one.state != FAILED or one is found[0]]


async def ask(site: Site, session: Session, actor: Actor, language: str) -> None:
    """While one is on its way, another one is not begun. The caller has seen to it that the proof is fresh.

    Raises TooMany.
    """
    if any(one.state == MAKING for one in await copies(actor)):
        return
    await throttle.take(throttle.DATA_COPY, str(actor.account))
    moment = clock.now()
    copy = Copy(uuid4(), actor.account, language, MAKING, None, moment, None, moment + KEPT, None)
    try:
        async with transaction():
            await store.add(copy)
            await write_effect(EFFECT, {"copy": str(copy.id)}, f"{EFFECT}:{copy.id}")
            await door.note(session, "data asked")
    except Exception as error:
        if not is_unique_violation(error):  # else two presses came at once
            raise
    site.wake.ring()


async def take(session: Session, actor: Actor, wanted: UUID) -> Stored:
    """The file, for its person alone; that it was taken stands in the history of the account.

    Raises NotFound, also for another's, and for one that is not ready or over.
    """
    copy = next((one for one in await copies(actor) if one.id == wanted and one.state == READY), None)
    stored = await documents.document(copy.document) if copy and copy.document else None
    if stored is None:
        raise NotFound
    async with transaction():
        await store.taken(wanted, clock.now())
        await door.note(session, "data taken")
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
