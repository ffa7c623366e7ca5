"""Answers that are offered again the next time: an address, a phone number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases.site import Site
from xidmet.contract.fields import Field
from xidmet.contract.form import Form
from xidmet.store import cases


async def remember(actor: Actor, fields: Sequence[Field[Any]], answers: Form) -> None:
    """Keep the answers to those of the fields that are declared with remember=True; a program's are nobody's own."""
    if actor.program or actor.assistant:
        return
    for field in fields:
        value = vars(answers).get(field.name)
        if field.remember and value:
            await cases.remember(actor.account, field.name, str(value), clock.now())


@dataclass(frozen=True)
class Memory:
    """An answer that is offered again. name: of its question; label: what that asks, a msgid of this plugin's."""

    name: str
    label: str
    domain: str
    value: str
    used_at: dt.datetime


async def memories(site: Site, actor: Actor) -> list[Memory]:
    """Everything that is remembered for this person, the latest first."""
    asked = _asked(site)
    return [
        Memory(name, *asked.get(name, (name, "")), value, used_at)
        for name, value, used_at in await cases.every_remembered(actor.account)
    ]


def _asked(site: Site) -> dict[str, tuple[str, str]]:
    """Label and plugin of the first question of each name whose answers are remembered."""
    found: dict[str, tuple[str, str]] = {}
    for slug, service in site.catalogue.services.items():
        for field in service.form.fields.values():
            if field.remember:
                found.setdefault(field.name, (field.label, site.catalogue.plugin_of(slug).name))
    return found


async def forget(actor: Actor, name: str, value: str) -> None:
    """Offer this answer no more. Nothing happens when it is not remembered for this very person."""
    await cases.forget(actor.account, name, value)


async def forget_all(actor: Actor) -> None:
    await cases.forget_all(actor.account)


async def remembered(actor: Actor) -> dict[str, list[str]]:
    """Answers to offer, by the question's name, the latest first."""
    return await cases.remembered(actor.account)
