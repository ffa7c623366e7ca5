"""Somebody leaves the portal: every mandate, offer and request of theirs comes to an end."""

from __future__ import annotations

from xidmet import clock
from xidmet.auth.actor import Actor
from xidmet.auth.mandates.end import ENDED, GAVE_UP, stop_programs
from xidmet.auth.mandates.heads import heads_now, note, tell_heads
from xidmet.store import accounts, closing, mandates
from xidmet.store.accounts import Power


async def headed_alone(actor: Actor) -> list[Power]:
    """The organisations that have no other head."""
    heads = {one.organisation: one for one in actor.powers if one.role == "head"}
    return [
        power
        for organisation, power in heads.items()
        if {one.account for one in await heads_now(organisation)} <= {actor.account}
    ]


async def has_others(actor: Actor, power: Power) -> bool:
    """Somebody else holds a mandate of the organisation, now or from some day on."""
    moment = clock.now()
    return any(
        one.account != actor.account and one.state(moment) in ("in force", "later")
        for one in await mandates.held(power.organisation)
    )


async def lock_all(actor: Actor) -> None:
    """Inside the transaction, before anything is judged: nobody changes the mandates of these organisations meanwhile.

    In one order, so that two who leave the same organisations at once do not wait for each other for ever.
    """
    for organisation in sorted({one.organisation for one in await closing.open_mandates(actor.account, clock.now())}):
        await mandates.lock(organisation)


async def leave(actor: Actor, address: str) -> None:
    """Inside the transaction, behind the locks. The heads who stay are told. address: of offers by e-mail."""
    moment = clock.now()
    for one in await closing.open_mandates(actor.account, moment):
        if await mandates.end(one.id, str(actor.account), moment):
            await note(one.organisation, "ended", actor, moment, whom=actor.name, role=one.role)
            values = {"who": actor.name, "organisation": one.name}
            link, once = f"/organisations/{one.voen}", f"mandate-ended:{one.id}"
            await tell_heads(one.organisation, ENDED, GAVE_UP, link, once, **values)
            await stop_programs(actor, one.organisation, one.voen, one.id, actor.name)
    await closing.close_offers_and_requests(actor.account, f"e:{accounts.email_key(address)}", moment)
