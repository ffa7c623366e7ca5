"""The visit ends: by the officer's button, or by the person who says that they are not there."""

from __future__ import annotations

import secrets
from uuid import UUID

from xidmet import clock, journal
from xidmet.auth import sessions
from xidmet.auth.actor import Actor
from xidmet.auth.assisting.acting import ASSISTS, noted
from xidmet.auth.offices.administrators import administrators_now, note, tell_each
from xidmet.auth.offices.agencies import agencies
from xidmet.contract.texts import _
from xidmet.errors import NotFound
from xidmet.plugins import Catalogue
from xidmet.store import assisting, transaction
from xidmet.store.assisting import Visit
from xidmet.store.sessions import Kept

NOT_ME = _("Somebody says that they were not at your service centre")
NOT_ME_TEXT = _("{who} says: it was not I for whom {clerk} filled in. Look at what was done, and speak with both.")


async def end(actor: Actor, session: Kept) -> None:
    """Of whatever this session's officer is at. Again: nothing new."""
    if actor.assistant is None:
        return
    moment = clock.now()
    await assisting.end(actor.assistant.visit, moment, "button")
    await sessions.note(session, ASSISTS, noted(actor.assistant.visit, moment))


async def visit_for(actor: Actor, wanted: UUID) -> Visit:
    """A visit that is, or is to be, for this person. Raises NotFound."""
    visit = await assisting.visit(wanted)
    if visit is None or actor.assistant or actor.program or visit.party != actor.own_party:
        raise NotFound
    return visit


async def agree(actor: Actor, wanted: UUID) -> None:
    """On a device of the person's own. Again: nothing new. Raises NotFound."""
    visit = await visit_for(actor, wanted)
    if visit.begun_at is None and visit.objected_at is None:
        await assisting.agreed(visit.id, "device", clock.now())


async def object_to(catalogue: Catalogue, actor: Actor, wanted: UUID) -> None:
    """“This was not me”: the visit ends at once, for good; the agency's administrators are told, and the journal of
    each of its cases says so. Again: nothing new. Raises NotFound.
    """
    visit = await visit_for(actor, wanted)
    async with transaction():
        now = await assisting.lock(visit.id)
        if now is None or now.objected_at is not None:
            return
        moment = clock.now()
        await assisting.end(visit.id, moment, "objected")
        await assisting.object_to(visit.id, moment)
        for case in sorted(await assisting.cases_of(visit.id)):
            await journal.append(case, "assisted-objected", {**actor.marks, "visit": str(visit.id)}, actor.signature)
        here = agencies(catalogue).get(visit.agency)
        if here is not None:
            await note(here, "assisted objected", actor, whom=visit.clerk_name)
            able = await administrators_now(here)
            once = f"assist-objected:{visit.id}:{secrets.token_hex(4)}"
            link, names = f"/offices/{here.code}/visits", {"who": actor.name, "clerk": visit.clerk_name}
            await tell_each(able, here, here.administrator, NOT_ME, NOT_ME_TEXT, link, once, **names)
