"""What a signed-in person may see and set about themselves."""

from __future__ import annotations

from xidmet.auth.actor import Actor
from xidmet.store import accounts


async def claimed_fin(actor: Actor) -> str:
    """The FIN that this person typed when they registered, as long as none is proved; "" otherwise."""
    person = None if actor.fin else await accounts.person(actor.account)
    return person.claimed_fin if person else ""


async def set_language(actor: Actor, language: str) -> None:
    """The language of letters to this person, and of their next session."""
    await accounts.set_language(actor.account, language)
