"""Who acts when a token comes with a request: a program, for its organisation, under the mandate of its maker."""

from __future__ import annotations

import datetime as dt
from typing import cast
from uuid import UUID

from xidmet import clock
from xidmet.auth import throttle
from xidmet.auth.actor import Actor, Program
from xidmet.auth.parties import organisation_key
from xidmet.auth.tokens.secret import digest
from xidmet.contract.roles import Kind
from xidmet.errors import TokenDead
from xidmet.store import tokens
from xidmet.store.tokens import Bearer

SEEN_EVERY = dt.timedelta(hours=1)  # a program asks often; a write for each time would be one too many
MEANS = "token"


async def program_with(token: str, place: str) -> Actor:
    """place: hash of the network address; only wrong tokens are counted there, so that nobody holds up a neighbour.

    Raises TokenDead, alike for a token that never was, has ended, or whose maker is no head any more; TooMany.
    """
    moment = clock.now()
    found = await tokens.bearer(digest(token), moment)
    if found is None:
        await throttle.take(throttle.UNKNOWN_TOKEN, place)
        raise TokenDead
    await throttle.take(throttle.TOKEN, str(found.id))
    if found.used_at is None or moment - found.used_at >= SEEN_EVERY:
        await tokens.used(found.id, moment, moment - SEEN_EVERY)
    return _actor(found)


async def program_now(token: UUID) -> Actor | None:
    """A program for what a worker does in its name; None once its token opens nothing. Reads no secret."""
    found = await tokens.bearer_by_id(token, clock.now())
    return _actor(found) if found else None


def _actor(found: Bearer) -> Actor:
    """It has nothing of its maker but the name: no offices, wards, cases of their own, nor the surety of their sign-in.

    own_party: a key that no case has.
    """
    maker, power = found.maker, found.power
    return Actor(
        account=maker.id,
        name=maker.name,
        given_name=maker.given_name,
        surname=maker.surname,
        fin=None,
        email="",
        language=maker.language,
        kind=cast("Kind", power.kind),
        party=organisation_key(power.voen),
        party_name=power.name,
        own_party=f"t:{found.id}",
        organisation=power.organisation,
        powers=(power,),
        means=MEANS,
        level="low",
        program=Program(found.id, found.name, found.prefix, found.scopes, found.ends),
    )
