"""A head ends a token: from the next request on it opens nothing."""

from __future__ import annotations

from uuid import UUID

from xidmet import clock
from xidmet.auth.actor import Actor
from xidmet.auth.mandates.heads import headed_by, note, still_head, tell
from xidmet.contract.texts import _
from xidmet.errors import NotFound
from xidmet.store import mandates, tokens, transaction
from xidmet.store.accounts import Power
from xidmet.store.tokens import Made

SUBJECT = _("A token of a program was ended")
TOLD = _("{who} ended the token of the program “{program}” of {organisation}, which you had made.")


async def token_for(actor: Actor, voen: str, wanted: UUID) -> tuple[Power, Made]:
    """Raises NotFound; NotAllowed for anybody but a head."""
    power = headed_by(actor, voen)
    found = await tokens.one(wanted, clock.now())
    if found is None or found.organisation != power.organisation:
        raise NotFound
    return power, found


async def end(actor: Actor, voen: str, wanted: UUID) -> None:
    """At once. Again: nothing new. Raises NotFound, NotAllowed."""
    power, found = await token_for(actor, voen, wanted)
    moment = clock.now()
    async with transaction():
        await mandates.lock(power.organisation)
        await still_head(actor, power.organisation)
        if await tokens.end(found.id, str(actor.account), moment):
            await note(power.organisation, "token-ended", actor, moment, program=found.name, token=found.prefix)
            if found.made_by != actor.account:
                values = {"who": actor.name, "program": found.name, "organisation": power.name}
                link = f"/organisations/{power.voen}#programs"
                await tell(found.made_by, SUBJECT, TOLD, link, f"token-ended:{found.id}", **values)
