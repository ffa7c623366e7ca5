"""Somebody looks at a role that is offered to them, and accepts or declines it."""

from __future__ import annotations

from xidmet import clock
from xidmet.auth.actor import Actor
from xidmet.auth.may import surer_for_office
from xidmet.auth.offices.administrators import administrators_now, lapses_at, note, tell
from xidmet.auth.offices.agencies import AgencyHere, agency_of
from xidmet.auth.offices.confirm import OWN, check_it_stands, hold_if_complete
from xidmet.auth.offices.propose import waiting
from xidmet.auth.sessions import digest
from xidmet.contract.levels import reaches
from xidmet.contract.roles import OFFICE_LEVEL
from xidmet.contract.texts import _
from xidmet.errors import LinkDead, NotAllowed, Refused
from xidmet.plugins import Catalogue
from xidmet.store import accounts, office_offers, offices, transaction
from xidmet.store.office_offers import Offered

DECLINED = _("A role that you offered was declined")
DECLINED_TEXT = _("{whom} declined the role “{role}” at {agency}.")


async def offer_for(catalogue: Catalogue, actor: Actor, token: str) -> tuple[AgencyHere, Offered]:
    """The offer of a link, answered or not, for the account that has its address and proved that.

    Raises LinkDead for an unknown link, or one that somebody else has accepted; NotAllowed for another's.
    """
    found = await office_offers.by_digest(digest(token))
    if found is None:
        raise LinkDead
    here = agency_of(catalogue, found.agency)
    if found.accepted_by == actor.account:
        return here, found
    if not actor.confirmed or not actor.email or accounts.email_key(actor.email) != found.recipient:
        raise NotAllowed(
            why=_("This offer was sent to another e-mail address than that of your account."),
            mend=_("Sign in with the account that has that address, or register with it."),
        )
    if found.accepted_by is not None:
        raise LinkDead
    return here, found


def can_be_answered(offered: Offered) -> bool:
    """It waits for its receiver, and the link's time has not passed."""
    return not offered.closed_at and not offered.accepted_by and lapses_at(offered) > clock.now()


async def accept(catalogue: Catalogue, actor: Actor, token: str) -> Offered:
    """The role holds at once if it is confirmed, else as soon as it is. Again: nothing new.

    Raises LinkDead, NotAllowed, Refused, SurerNeeded: whoever takes an office has a second means.
    """
    here, offered = await offer_for(catalogue, actor, token)
    if offered.accepted_by == actor.account:
        return offered
    if not reaches(actor.level, OFFICE_LEVEL):
        raise surer_for_office()
    async with transaction():
        await offices.lock(here.code)
        await accounts.lock(actor.account)  # whoever closes their account meanwhile is given nothing
        offered = await waiting(here, offered.number)
        if offered.accepted_by == actor.account:  # by the other of two presses
            return offered
        await check_it_stands(here, offered)
        if str(actor.account) in (str(offered.proposed_by), offered.confirmed_by):
            raise Refused(OWN)
        if await office_offers.accept(offered.id, actor.account, clock.now()):
            whom, number = offered.address, str(offered.number)
            await note(here, "accepted", actor, officer=offered.officer, whom=whom, number=number)
            await hold_if_complete(here, await waiting(here, offered.number))
    return await _answered(here, actor, offered)


async def _answered(here: AgencyHere, actor: Actor, offered: Offered) -> Offered:
    now = await waiting(here, offered.number)
    if now.accepted_by != actor.account:
        raise LinkDead
    return now


async def decline(catalogue: Catalogue, actor: Actor, token: str) -> Offered:
    """Again: nothing new. Raises LinkDead, NotAllowed."""
    here, offered = await offer_for(catalogue, actor, token)
    async with transaction():
        await offices.lock(here.code)
        offered = await waiting(here, offered.number)
        if offered.outcome != "declined":
            if not can_be_answered(offered):
                raise LinkDead
            await office_offers.close(offered.id, "declined", clock.now())
            await _say(here, actor, offered)
    return await waiting(here, offered.number)


async def _say(here: AgencyHere, actor: Actor, offered: Offered) -> None:
    await note(here, "declined", actor, officer=offered.officer, whom=offered.address, number=str(offered.number))
    proposer = await accounts.person(offered.proposed_by) if offered.proposed_by else None
    if proposer and proposer.id in {one.account for one in await administrators_now(here)}:
        link, once = f"/offices/{here.code}", f"office-declined:{offered.id}"
        await tell(proposer, here, offered.officer, DECLINED, DECLINED_TEXT, link, once, whom=offered.address)
