"""The main job, done through the abilities, for tests that need a certificate."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import Moved, Site, answer, move, open_case

SLUG = "employment-certificate"
UNTIL = clock.today() + dt.timedelta(days=68)  # before the first of the demonstration's fixed-term contracts ends
ANSWERS: dict[str, Any] = {
    "contract": "",
    "kind": "salary",
    "purpose": "bank",
    "valid_until": {"day": str(UNTIL.day), "month": str(UNTIL.month), "year": str(UNTIL.year)},
    "deliver": "anyone",
    "email": "leyla@numune.example",
    "copy": "yes",
}


def token() -> str:
    return secrets.token_urlsafe(24)


async def contracts_of(site: Site, actor: Actor) -> list[str]:
    from_register = await site.registers._rows["labour.contracts"].about(actor.party)
    return [row.number for row in from_register]  # type: ignore[attr-defined]


async def draft(site: Site, actor: Actor, **more: Any) -> str:
    """The number of a filled-in draft; its version is then 2."""
    case = await open_case(site, actor, SLUG, token())
    numbers = await contracts_of(site, actor)
    typed = {**ANSWERS, "contract": numbers[0], **more}
    answered = await answer(site, actor, case.number, typed, 1)
    assert not answered.errors
    return case.number


async def certificate(site: Site, actor: Actor, **more: Any) -> Moved:
    """A confirmed certificate; the case's version is then 3."""
    number = await draft(site, actor, **more)
    return await move(site, actor, number, "confirm", version=2, token=token())
