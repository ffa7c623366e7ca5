"""An office is ended at once: by an administrator, by its holder, or by the operator. One pair of eyes is enough."""

from __future__ import annotations

from uuid import UUID

from xidmet import clock
from xidmet.auth.actor import Actor
from xidmet.auth.may import surer_for_office
from xidmet.auth.offices.administrators import (
    administered,
    administrators_now,
    note,
    office_in,
    still_administrator,
    tell,
    tell_each,
)
from xidmet.auth.offices.agencies import AgencyHere, agency_of
from xidmet.auth.offices.confirm import take_back
from xidmet.auth.offices.propose import ask_for_second
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Refused
from xidmet.plugins import Catalogue
from xidmet.store import accounts, office_offers, offices, transaction
from xidmet.store.offices import Held

LAST = Refusal(
    why=_("This is the last administrator of the agency: without one nobody there could give or end a role."),
    mend=_("Offer the role to a successor first; once it holds, this one can be ended."),
)
ENDED = _("A role at an agency was ended")
ENDED_TEXT = _("{who} ended your role “{role}” at {agency}.")
RESIGNED_TEXT = _("{whom} gave up the role “{role}” at {agency}.")


async def office_for(catalogue: Catalogue, actor: Actor, code: str, wanted: UUID) -> tuple[AgencyHere, Held]:
    """An office that this person may end: their own, or as an administrator any. Raises NotFound, NotAllowed,
    SurerNeeded.
    """
    here = office_in(catalogue, actor, code)
    if actor.unproved_offices:
        raise surer_for_office()
    found = await offices.office(wanted)
    if found is None or found.agency != code:
        raise NotFound
    if found.account != actor.account:
        administered(catalogue, actor, code)
    return here, found


async def end(catalogue: Catalogue, actor: Actor, code: str, wanted: UUID) -> None:
    """Who is visiting is read anew for every page, so that it counts no more from the next one on. Again: nothing new.

    Raises NotFound, NotAllowed, SurerNeeded, Refused for the last administrator.
    """
    here, found = await office_for(catalogue, actor, code, wanted)
    async with transaction():
        await offices.lock(code)
        if found.account != actor.account:
            await still_administrator(actor, here)
        if {one.id for one in await administrators_now(here)} == {found.id}:
            raise Refused(LAST)
        await _ended(here, actor, found)


async def end_by_operator(catalogue: Catalogue, code: str, address: str) -> list[Held]:
    """Every role of one person at an agency, also the last administrator's: who left, or lost their means, can't do it.

    Raises NotFound for somebody who holds none.
    """
    here = agency_of(catalogue, code)
    async with transaction():
        await offices.lock(code)
        everybody = await offices.of_agency(code, clock.now())
        found = [one for one in everybody if one.email_key == accounts.email_key(address)]
        for one in found:
            await _ended(here, None, one)
    if not found:
        raise NotFound
    return found


async def _ended(here: AgencyHere, by: Actor | None, found: Held) -> None:
    if not await offices.end(found.id, clock.now()):
        return
    await note(here, "ended", by, officer=found.officer, whom=found.name)
    if found.officer == here.administrator:
        await _fall(here, by, found)
    once = f"office-ended:{found.id}"
    if by and by.account == found.account:
        able, link = await administrators_now(here), f"/offices/{here.code}"
        await tell_each(able, here, found.officer, ENDED, RESIGNED_TEXT, link, once, whom=found.name)
        return
    person, who = await accounts.person(found.account), by.name if by else ""
    await tell(person, here, found.officer, ENDED, ENDED_TEXT, "/offices", once, who=who)


async def _fall(here: AgencyHere, by: Actor | None, found: Held) -> None:
    """What they offered is withdrawn, and what they confirmed waits for somebody else."""
    for one in await office_offers.of_agency(here.code):
        if one.proposed_by == found.account:
            await take_back(here, by, one)
        elif one.confirmed_by == str(found.account):
            await office_offers.unconfirm(one.id)
            await note(here, "reopened", by, officer=one.officer, whom=one.address, number=str(one.number))
            await ask_for_second(here, one)
