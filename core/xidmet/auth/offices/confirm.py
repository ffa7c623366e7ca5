"""The second pair of eyes: another administrator confirms a role, or, where there is none, the operator."""

from __future__ import annotations

from xidmet import clock
from xidmet.auth.actor import Actor
from xidmet.auth.offices.administrators import (
    OPERATOR,
    administered,
    administrators_now,
    could_confirm,
    lapses_at,
    note,
    still_administrator,
    tell,
)
from xidmet.auth.offices.agencies import AgencyHere, agency_of
from xidmet.auth.offices.propose import ask_for_second, waiting
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import LinkDead, Refused
from xidmet.plugins import Catalogue
from xidmet.store import accounts, office_acts, office_offers, offices, transaction
from xidmet.store.office_offers import Offered

OWN = Refusal(
    why=_(
        "Nobody gives a role to themselves: who offers it, who confirms it and who receives it are different people."
    ),
    mend=_("Another administrator must do this."),
)
PROPOSED = Refusal(
    why=_("You offered this role yourself, and a second pair of eyes must look at it."),
    mend=_("Another administrator must confirm it; where there is none, the operator of the portal."),
)
THEY_CONFIRM = Refusal(
    why=_("The agency has an administrator who can confirm this: {names}."),
    mend=_("The operator confirms only where nobody else can."),
)
HOLDS = _("A role at an agency is yours")
HOLDS_TEXT = _("From now on you are “{role}” at {agency}. It counts whenever you sign in with a second means.")
GIVEN = _("A role that you offered holds now")
GIVEN_TEXT = _("{whom} is “{role}” at {agency} now.")
WITHDRAWN = _("A role that was offered to you was withdrawn")
WITHDRAWN_TEXT = _("The role “{role}” at {agency}, which you accepted, was withdrawn before it was confirmed.")


class OfferGone(LinkDead):
    why = _("This offer does not stand any more: it was answered or withdrawn, or its time has passed.")
    mend = _("An administrator of the agency can make a new one.")


async def check_it_stands(here: AgencyHere, offered: Offered) -> None:
    """Behind the lock. An offer falls with the administrator who made it. Raises OfferGone."""
    able = {one.account for one in await administrators_now(here)}
    if offered.closed_at or lapses_at(offered) <= clock.now():
        raise OfferGone
    if offered.proposed_by is not None and offered.proposed_by not in able:
        raise OfferGone


async def confirm(catalogue: Catalogue, actor: Actor, code: str, number: int) -> Offered:
    """By a second administrator. Again, or after another one: nothing new.

    Raises NotFound, NotAllowed, SurerNeeded, Refused for who offered or receives it, OfferGone.
    """
    here = administered(catalogue, actor, code)
    await waiting(here, number)
    async with transaction():
        await offices.lock(code)
        await still_administrator(actor, here)
        offered = await waiting(here, number)
        if offered.confirmed_by and offered.outcome in ("", "held"):
            return offered
        await check_it_stands(here, offered)
        own = refusal_of(offered, actor)
        if own is not None:
            raise Refused(own)
        await _confirmed(here, offered, actor)
    return await waiting(here, number)


def refusal_of(offered: Offered, actor: Actor) -> Refusal | None:
    """Why this administrator is not the second pair of eyes for it; None when they are."""
    if offered.proposed_by == actor.account:
        return PROPOSED
    mine = offered.recipient == accounts.email_key(actor.email) or offered.accepted_by == actor.account
    return OWN if mine else None


async def confirm_by_operator(catalogue: Catalogue, code: str, number: int) -> Offered:
    """Where no administrator could. Raises NotFound, Refused, OfferGone."""
    here = agency_of(catalogue, code)
    async with transaction():
        await offices.lock(code)
        offered = await waiting(here, number)
        if offered.confirmed_by and offered.outcome in ("", "held"):
            return offered
        await check_it_stands(here, offered)
        able = could_confirm(offered, await administrators_now(here))
        if able:
            names = ", ".join(dict.fromkeys(one.name for one in able))
            raise Refused(Refusal(why=THEY_CONFIRM.why, mend=THEY_CONFIRM.mend, names=names))
        await _confirmed(here, offered, None)
    return await waiting(here, number)


async def _confirmed(here: AgencyHere, offered: Offered, by: Actor | None) -> None:
    if offered.accepted_by:
        await accounts.lock(offered.accepted_by)  # whoever closes their account meanwhile is given nothing
    if await office_offers.confirm(offered.id, str(by.account) if by else OPERATOR, clock.now()):
        await note(here, "confirmed", by, officer=offered.officer, whom=_whom(offered), number=str(offered.number))
        await hold_if_complete(here, await waiting(here, offered.number))


async def hold_if_complete(here: AgencyHere, offered: Offered) -> None:
    """Behind the lock: accepted and confirmed, it holds. A confirmation that counts no more waits for another one."""
    if not offered.accepted_by or not offered.confirmed_by:
        return
    if not await _counts(here, offered):
        await office_offers.unconfirm(offered.id)
        await ask_for_second(here, offered)
        return
    await accounts.add_office(offered.accepted_by, offered.officer, clock.now())
    await office_offers.close(offered.id, "held", clock.now())
    facts = {"officer": offered.officer, "number": str(offered.number)}
    await office_acts.add_act(here.code, "holds", offered.accepted_by, offered.holder, facts, clock.now())
    await _tell_that_it_holds(here, offered)


async def _counts(here: AgencyHere, offered: Offered) -> bool:
    """An administrator's, as long as they are one; the operator's own offer only while the agency has none."""
    able = await administrators_now(here)
    if offered.confirmed_by == OPERATOR:
        return offered.proposed_by is not None or not could_confirm(offered, able)
    return offered.confirmed_by in {str(one.account) for one in able}


async def _tell_that_it_holds(here: AgencyHere, offered: Offered) -> None:
    key, once = offered.officer, f"office-holds:{offered.id}"
    if offered.accepted_by:
        await tell(await accounts.person(offered.accepted_by), here, key, HOLDS, HOLDS_TEXT, "/offices", once)
    if offered.proposed_by:
        proposer, link = await accounts.person(offered.proposed_by), f"/offices/{here.code}"
        await tell(proposer, here, key, GIVEN, GIVEN_TEXT, link, f"office-given:{offered.id}", whom=offered.holder)


async def withdraw(catalogue: Catalogue, actor: Actor, code: str, number: int) -> None:
    """By any administrator: taking away needs one pair of eyes. Again: nothing new. Raises NotFound, NotAllowed."""
    here = administered(catalogue, actor, code)
    await waiting(here, number)
    async with transaction():
        await offices.lock(code)
        await still_administrator(actor, here)
        await take_back(here, actor, await waiting(here, number))


async def take_back(here: AgencyHere, by: Actor | None, offered: Offered) -> None:
    """Behind the lock."""
    if not await office_offers.close(offered.id, "withdrawn", clock.now()):
        return
    await note(here, "withdrawn", by, officer=offered.officer, whom=_whom(offered), number=str(offered.number))
    if offered.accepted_by:
        person, once = await accounts.person(offered.accepted_by), f"office-withdrawn:{offered.id}"
        await tell(person, here, offered.officer, WITHDRAWN, WITHDRAWN_TEXT, "/offices", once)


def _whom(offered: Offered) -> str:
    return offered.holder or offered.address
