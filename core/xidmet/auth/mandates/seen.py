"""What somebody sees of mandates: their own, and those of an organisation they may act for."""

from __future__ import annotations

from dataclasses import dataclass

from xidmet import clock
from xidmet.auth.actor import Actor
from xidmet.auth.mandates.answer import recipients
from xidmet.auth.mandates.grant import has_lapsed
from xidmet.auth.mandates.heads import power_in
from xidmet.store import mandates, organisation_acts
from xidmet.store.accounts import Power
from xidmet.store.mandates import Asked, Held, Offered
from xidmet.store.organisation_acts import Act


@dataclass(frozen=True)
class Mine:
    """powers: in force. offers: that wait for an answer. asked: every request this person made."""

    powers: tuple[Power, ...]
    offers: tuple[Offered, ...]
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class Seen:
    """An organisation, as one of its people sees it. power: their own, the strongest. held: everybody's, past ones too.

    offers, asked: what waits; only for a head.
    """

    power: Power
    is_head: bool
    held: tuple[Held, ...]
    offers: tuple[Offered, ...]
    asked: tuple[Asked, ...]
    acts: tuple[Act, ...]


async def mine(actor: Actor) -> Mine:
    offers = await mandates.offers_to(recipients(actor))
    return Mine(actor.powers, _standing(offers), tuple(await mandates.requests_by(actor.account)))


async def organisation_for(actor: Actor, voen: str) -> Seen:
    """Raises NotFound for whoever holds no mandate in force, as if there were no such organisation."""
    power = power_in(actor, voen)
    is_head = power.role == "head"
    return Seen(
        power=power,
        is_head=is_head,
        held=tuple(await mandates.held(power.organisation)),
        offers=_standing(await mandates.offers_of(power.organisation)) if is_head else (),
        asked=tuple(await mandates.requests_of(power.organisation)) if is_head else (),
        acts=tuple(await organisation_acts.acts(power.organisation)),
    )


def _standing(offers: list[Offered]) -> tuple[Offered, ...]:
    moment = clock.now()
    return tuple(one for one in offers if not has_lapsed(one.offered_at, one.ends, moment))
