"""A mandate is ended at once, by a head or by its holder; an offer is withdrawn."""

from __future__ import annotations

from uuid import UUID

from xidmet import clock
from xidmet.auth.actor import Actor
from xidmet.auth.mandates.heads import headed_by, heads_now, note, power_in, still_head, tell, tell_heads
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Refused
from xidmet.store import mandates, tokens, transaction
from xidmet.store.accounts import Power
from xidmet.store.mandates import Held

LAST_HEAD = Refusal(
    why=_("This is the last head of the organisation: without one nobody could grant or end its mandates."),
    mend=_("Offer a mandate as head to a successor first; once it is accepted, this one can be ended."),
)
ENDED = _("A mandate was ended")
STOPPED = _("Programs of the organisation were stopped")
GAVE_UP = _("{who} gave up the mandate for {organisation}.")


async def mandate_for(actor: Actor, voen: str, wanted: UUID) -> tuple[Power, Held]:
    """A mandate that this person may end. Raises NotFound; NotAllowed for another's, but for a head."""
    power = power_in(actor, voen)
    found = await mandates.mandate(wanted)
    if found is None or found.organisation != power.organisation:
        raise NotFound
    if found.account != actor.account:
        headed_by(actor, voen)
    return power, found


async def end(actor: Actor, voen: str, wanted: UUID) -> None:
    """At once: sessions that act under it act for themselves from the next request on. Again: nothing new.

    Raises NotFound, NotAllowed, Refused for the last head.
    """
    power, found = await mandate_for(actor, voen, wanted)
    moment = clock.now()
    async with transaction():
        await mandates.lock(power.organisation)
        if found.account != actor.account:
            await still_head(actor, power.organisation)
        heads = await heads_now(power.organisation)
        if {one.id for one in heads} == {found.id}:
            raise Refused(LAST_HEAD)
        if await mandates.end(found.id, str(actor.account), moment):
            await note(power.organisation, "ended", actor, moment, whom=found.name, role=found.role)
            await _tell(actor, power, found)
            await stop_programs(actor, power.organisation, power.voen, found.id, found.name)


async def stop_programs(actor: Actor, organisation: UUID, voen: str, mandate: UUID, whom: str) -> None:
    """What rests on a mandate dies with it; the heads who are left are told, for nobody else would notice.

    whom: who held it. Inside the transaction in which it ends.
    """
    moment, by = clock.now(), str(actor.account)
    stopped = [one for one in await tokens.under(mandate, moment) if await tokens.end(one.id, by, moment)]
    for one in stopped:
        await note(organisation, "token-ended", actor, moment, program=one.name, token=one.prefix)
    if stopped:
        names = ", ".join(one.name for one in stopped)
        text = _("The mandate of {whom} ended, and with it the tokens of these programs: {programs}. Make new ones.")
        link, once = f"/organisations/{voen}#programs", f"programs-stopped:{mandate}"
        values = {"whom": whom, "programs": names}
        await tell_heads(organisation, STOPPED, text, link, once, **values)


async def _tell(actor: Actor, power: Power, found: Held) -> None:
    once, values = f"mandate-ended:{found.id}", {"who": actor.name, "organisation": power.name, "whom": found.name}
    if found.account != actor.account:
        text = _("{who} ended your mandate for {organisation}.")
        await tell(found.account, ENDED, text, "/organisations", once, **values)
        return
    await tell_heads(power.organisation, ENDED, GAVE_UP, f"/organisations/{power.voen}", once, **values)


async def withdraw(actor: Actor, voen: str, wanted: UUID) -> None:
    """An offer that waits can't be accepted any more. Again: nothing new. Raises NotFound, NotAllowed."""
    power = headed_by(actor, voen)
    found = await mandates.offer(wanted)
    if found is None or found.organisation != power.organisation:
        raise NotFound
    async with transaction():
        await mandates.lock(power.organisation)
        await still_head(actor, power.organisation)
        if await mandates.close_offer(found.id, "withdrawn", clock.now()):
            whom = found.name or found.address
            await note(power.organisation, "withdrawn", actor, clock.now(), whom=whom, role=found.role)
