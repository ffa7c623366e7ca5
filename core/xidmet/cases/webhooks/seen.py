"""An organisation's webhooks: everybody with a mandate sees that they are there, a head sees them whole."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from xidmet.auth import Actor
from xidmet.auth.mandates import headed_by
from xidmet.auth.mandates.heads import power_in
from xidmet.errors import NotFound
from xidmet.store import webhooks as store
from xidmet.store.accounts import Power
from xidmet.store.webhooks import ENDED, Delivery, Hook

SHOWN = 50  # deliveries


@dataclass(frozen=True)
class Seen:
    """One webhook, as a head sees it. deliveries: the newest first."""

    power: Power
    hook: Hook
    deliveries: list[Delivery]


async def hooks_of(actor: Actor, voen: str) -> list[Hook]:
    """Raises NotFound for whoever holds no mandate in force."""
    return await store.of_organisation(power_in(actor, voen).organisation)


async def hook_for(actor: Actor, voen: str, wanted: UUID) -> tuple[Power, Hook]:
    """Raises NotFound; NotAllowed for anybody but a head."""
    power = headed_by(actor, voen)
    found = await store.one(wanted)
    if found is None or found.organisation != power.organisation or found.state == ENDED:
        raise NotFound
    return power, found


async def seen(actor: Actor, voen: str, wanted: UUID) -> Seen:
    """Raises what hook_for raises."""
    power, hook = await hook_for(actor, voen, wanted)
    return Seen(power, hook, await store.deliveries(hook.id, SHOWN))
