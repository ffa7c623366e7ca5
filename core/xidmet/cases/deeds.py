"""What the people of an organisation did in its cases."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from xidmet import journal
from xidmet.auth import Actor, organisation_key
from xidmet.auth.mandates import power_in
from xidmet.journal import Deed

AT_ONCE = 25


@dataclass(frozen=True)
class Deeds:
    """more: there is another page."""

    rows: tuple[Deed, ...]
    more: bool


async def deeds(actor: Actor, voen: str, account: UUID | None, page: int) -> Deeds:
    """One page, the newest first; only in services that this person's own mandates reach. account: whose; None: all.

    Raises NotFound for whoever holds no mandate in force.
    """
    organisation = power_in(actor, voen).organisation
    mine = [one.services for one in actor.powers if one.voen == voen]
    services = None if not all(mine) else sorted(frozenset().union(*mine))
    party, first = organisation_key(voen), (page - 1) * AT_ONCE
    found = await journal.deeds(party, organisation, account, services, AT_ONCE + 1, first)
    return Deeds(tuple(found[:AT_ONCE]), len(found) > AT_ONCE)
