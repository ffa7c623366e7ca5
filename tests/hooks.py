"""Webhooks of the roster's site: registered by a head, delivered as a worker does it."""

from __future__ import annotations

from uuid import UUID

from xidmet.auth import Actor
from xidmet.cases import Site, webhooks
from xidmet.cases.webhooks import Deliveries, Wanted
from xidmet.store import webhooks as store

from tests.core.certificate import token
from tests.core.mandates import VOEN


async def made(site: Site, head: Actor, address: str, *services: str) -> tuple[UUID, str]:
    hook, secret = await webhooks.make(site, head, VOEN, Wanted(address, frozenset(services)), token())
    return hook.id, secret


async def delivered(site: Site) -> None:
    """All that is due just now."""
    worker = Deliveries(site)
    while await worker.once():
        pass


async def the_hook(wanted: UUID) -> store.Hook:
    found = await store.one(wanted)
    assert found is not None
    return found
