"""Which programs an organisation has."""

from __future__ import annotations

from uuid import UUID

from xidmet import clock
from xidmet.auth.actor import Actor
from xidmet.auth.mandates.heads import power_in
from xidmet.store import tokens
from xidmet.store.tokens import Made


async def tokens_of(actor: Actor, voen: str) -> list[Made]:
    """Past ones too, the newest first. Raises NotFound for whoever holds no mandate in force."""
    return await tokens.of_organisation(power_in(actor, voen).organisation, clock.now())


async def resting_on(mandate: UUID) -> list[Made]:
    """Those that stop when this mandate ends."""
    return await tokens.under(mandate, clock.now())
