"""Answers that are offered again the next time: an address, a phone number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xidmet import clock
from xidmet.auth import Actor
from xidmet.contract.fields import Field
from xidmet.contract.form import Form
from xidmet.store import cases


async def remember(actor: Actor, fields: Sequence[Field[Any]], answers: Form) -> None:
    """Keep the answers to those of the fields that are declared with remember=True."""
    for field in fields:
        value = vars(answers).get(field.name)
        if field.remember and value:
            await cases.remember(actor.account, field.name, str(value), clock.now())


async def remembered(actor: Actor) -> dict[str, list[str]]:
    """Answers to offer, by the question's name, the latest first."""
    return await cases.remembered(actor.account)
