"""Ask for the capsule of a case, see how far it is, take it. Both asking and taking stand in the case's journal."""

from __future__ import annotations

from uuid import UUID

from xidmet import journal
from xidmet.auth import Actor, throttle
from xidmet.cases import my_copy
from xidmet.cases.capsule.view import View, view_of
from xidmet.cases.case import Case
from xidmet.cases.find import case_for
from xidmet.cases.my_copy.ask import begin, hand_out, new_copy
from xidmet.cases.site import Site
from xidmet.documents import Stored
from xidmet.store.data_copies import MAKING, Copy

EFFECT = "case-capsule"


async def capsules(site: Site, actor: Actor, number: str) -> tuple[Case, list[Copy]]:
    """Those of this person, for the view they have now. Raises as view_of."""
    case, view = await view_of(site, actor, number)
    return case, [one for one in await my_copy.copies(actor, number) if one.view == view.key]


async def ask(site: Site, actor: Actor, number: str, language: str) -> None:
    """While one is on its way, another one is not begun. Raises TooMany; besides as view_of."""
    case, view = await view_of(site, actor, number)
    if any(one.state == MAKING for one in await my_copy.copies(actor, number)):
        return
    await throttle.take(throttle.CAPSULE, str(actor.account))
    copy = new_copy(actor, language, number, view.key)
    await begin(site, copy, EFFECT, lambda: _note(case, actor, view, "capsule-asked"))


async def take(site: Site, actor: Actor, number: str, wanted: UUID) -> Stored:
    """The file, for whoever asked for it, as long as they see the case as they did then. An official's look is kept.

    Raises NotFound, also for another's, and for one that is not ready or over; besides as view_of.
    """
    case, theirs = await capsules(site, actor, number)
    __, view = await view_of(site, actor, number)
    if view.staff and any(one.id == wanted for one in theirs):
        await case_for(site, actor, number, "capsule")
    return await hand_out(theirs, wanted, lambda: _note(case, actor, view, "capsule-taken"))


async def _note(case: Case, actor: Actor, view: View, kind: str) -> None:
    office = {"office": view.key} if view.staff else {}
    await journal.append(case.record.id, kind, {**actor.marks, **office}, actor.signature)
