"""Somebody looks at a mandate that is offered to them, and accepts or declines it."""

from __future__ import annotations

from uuid import UUID

from xidmet import clock
from xidmet.auth.actor import Actor
from xidmet.auth.mandates.grant import has_lapsed
from xidmet.auth.mandates.heads import heads_now, note, tell
from xidmet.contract.texts import _
from xidmet.errors import LinkDead, NotFound
from xidmet.store import accounts, mandates, transaction
from xidmet.store.mandates import Offered


class OfferGone(LinkDead):
    why = _("This offer does not stand any more: it was withdrawn, its time has passed, or who made it is no head now.")
    mend = _("Ask the organisation for a new one.")


def recipients(actor: Actor) -> list[str]:
    """Under which names offers may be meant for this person. An address counts once its link was opened."""
    by_address = [f"e:{accounts.email_key(actor.email)}"] if actor.confirmed and actor.email else []
    return [f"a:{actor.account}", *by_address]


async def offer_for(actor: Actor, wanted: UUID) -> Offered:
    """An offer to this person, answered or not. Raises NotFound, also for one to somebody else."""
    found = await mandates.offer(wanted)
    if found is None or found.recipient not in recipients(actor):
        raise NotFound
    return found


async def accept(actor: Actor, wanted: UUID) -> Offered:
    """The mandate is in force at once, or from the day the offer names. Again: nothing new.

    Raises NotFound, OfferGone.
    """
    offered = await offer_for(actor, wanted)
    if offered.outcome == "accepted":
        return offered
    moment = clock.now()
    async with transaction():
        await mandates.lock(offered.organisation)
        stands = offered.offered_by in {one.account for one in await heads_now(offered.organisation)}
        if not stands or has_lapsed(offered.offered_at, offered.ends, moment):
            raise OfferGone
        if not await mandates.close_offer(offered.id, "accepted", moment):
            return await _answered(wanted, "accepted")
        await accounts.add_mandate(
            actor.account,
            offered.organisation,
            offered.role,
            str(offered.offered_by),
            max(offered.starts or moment, moment),
            services=mandates.written(offered.services),
            ends=offered.ends,
            offered_at=offered.offered_at,
            accepted_at=moment,
        )
        await _say(actor, offered, "accepted")
    return await _answered(wanted, "accepted")


async def decline(actor: Actor, wanted: UUID) -> Offered:
    """Again: nothing new. Raises NotFound, OfferGone."""
    offered = await offer_for(actor, wanted)
    async with transaction():
        await mandates.lock(offered.organisation)
        if await mandates.close_offer(offered.id, "declined", clock.now()):
            await _say(actor, offered, "declined")
    return await _answered(wanted, "declined")


async def _answered(wanted: UUID, outcome: str) -> Offered:
    now = await mandates.offer(wanted)
    if now is None or now.outcome != outcome:
        raise OfferGone
    return now


ANSWERED = {
    "accepted": (_("Your offer was accepted"), _("{who} accepted the mandate for {organisation}.")),
    "declined": (_("Your offer was declined"), _("{who} declined the mandate for {organisation}.")),
}


async def _say(actor: Actor, offered: Offered, outcome: str) -> None:
    services = mandates.written(offered.services)
    await note(offered.organisation, outcome, actor, clock.now(), role=offered.role, services=services)
    subject, text = ANSWERED[outcome]
    link, once = f"/organisations/{offered.voen}", f"offer-{outcome}:{offered.id}"
    values = {"who": actor.name, "organisation": offered.organisation_name}
    await tell(offered.offered_by, subject, text, link, once, **values)
