"""What a signed-in person may see and set about themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import cast
from uuid import UUID

from xidmet import clock
from xidmet.auth.actor import Actor, acting_for, counted
from xidmet.auth.parties import organisation_key, person_key
from xidmet.contract.roles import Kind
from xidmet.store import accounts, closing


async def unproved(actor: Actor) -> tuple[str, str]:
    """FIN and passport that this person typed, as long as they are not proved; "" otherwise."""
    person = await accounts.person(actor.account)
    return (person.claimed_fin, person.claimed_passport) if person else ("", "")


async def set_language(actor: Actor, language: str) -> None:
    """The language of letters to this person, and of their next session."""
    await accounts.set_language(actor.account, language)


async def themselves(account: UUID) -> Actor | None:
    """A person as they act for themselves, for what a worker does in their name; None for an account that is closed."""
    person = await accounts.person(account)
    if person is None or await closing.is_closed(account):
        return None
    own = person_key(person.fin, person.id)
    return Actor(
        account=person.id,
        name=person.name,
        given_name=person.given_name,
        surname=person.surname,
        fin=person.fin,
        email=person.email,
        language=person.language,
        kind=cast("Kind", person.kind),
        party=own,
        party_name=person.name,
        own_party=own,
        powers=tuple(await accounts.powers(account, clock.now())),
        confirmed=person.confirmed_at is not None,
    )


async def officer_now(account: UUID, level: str, means: str) -> Actor | None:
    """A person with the offices they hold at this moment, for what a worker does in their name.

    level, means: how they were signed in when they asked for it.
    """
    person = await themselves(account)
    if person is None:
        return None
    offices, unproved = counted(await accounts.offices(account, clock.now()), level)
    return replace(person, offices=offices, unproved_offices=unproved, level=level, means=means)


async def acting_now(account: UUID, party: str, level: str, means: str) -> Actor | None:
    """A person as they may act at this moment for this party, for what a worker does in their name; None when they may
    not any more. level, means: how they were signed in when they asked for it.
    """
    person = await themselves(account)
    if person is None:
        return None
    if person.party != party:
        power = next((one for one in person.powers if organisation_key(one.voen) == party), None)
        if power is None:
            return None
        person = acting_for(person, power)
    return replace(person, level=level, means=means)
