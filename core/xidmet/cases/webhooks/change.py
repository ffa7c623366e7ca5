"""A head switches an address off and on, ends it, has something sent there; the organisation's record has all of it."""

from __future__ import annotations

import json
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor, throttle
from xidmet.auth.mandates.heads import note, still_head
from xidmet.cases.site import Site
from xidmet.cases.webhooks import told
from xidmet.cases.webhooks.address import shown
from xidmet.cases.webhooks.seen import hook_for
from xidmet.errors import NotFound
from xidmet.store import mandates, transaction
from xidmet.store import webhooks as store
from xidmet.store.webhooks import ASKED, BROKEN, ENDED, OFF, ON, TEST, WAITS, new_delivery

MOST_ASKED = 5  # that wait at a time


async def switch_off(actor: Actor, voen: str, wanted: UUID) -> None:
    """Nothing is sent until it is switched on again; nothing is lost for as long as the feed is kept."""
    await _change(actor, voen, wanted, (ON,), ("webhook-off", told.OFF), state=OFF, lease_until=None)


async def switch_on(site: Site, actor: Actor, voen: str, wanted: UUID) -> None:
    """It goes on where it stopped."""
    fresh = {"tries": 0, "failing_since": None, "next_at": clock.now(), "lease_until": None}
    await _change(actor, voen, wanted, (OFF, BROKEN), ("webhook-on", None), state=ON, **fresh)
    site.wake.ring()


async def end(actor: Actor, voen: str, wanted: UUID) -> None:
    """At once, and for good. Its secrets are forgotten."""
    gone = {"secret": b"", "old_secret": None, "old_until": None, "next_at": clock.now()}
    await _change(actor, voen, wanted, (ON, OFF, BROKEN), ("webhook-ended", told.ENDED), state=ENDED, **gone)


async def _change(
    actor: Actor,
    voen: str,
    wanted: UUID,
    before: tuple[str, ...],
    said: tuple[str, told.Letter | None],
    **values: object,
) -> None:
    """Where it is so already, nothing happens. said: how the record calls it, and what every head is told."""
    power, hook = await hook_for(actor, voen, wanted)
    kind, letter = said
    async with transaction():
        await mandates.lock(power.organisation)
        await still_head(actor, power.organisation)
        if not await store.change(hook.id, before, **values):
            return
        moment = clock.now()
        await note(power.organisation, kind, actor, moment, address=shown(hook.address))
        if letter:
            await told.tell_all(actor, power, shown(hook.address), letter, f"{kind}:{hook.id}:{moment.timestamp():.6f}")


async def send_test(site: Site, actor: Actor, voen: str, wanted: UUID) -> None:
    """A message that says nothing, out of turn. Raises TooMany."""
    power, hook = await hook_for(actor, voen, wanted)
    await throttle.take(throttle.WEBHOOK_ASKED, str(actor.account))
    moment = clock.now()
    body = json.dumps({"type": "webhook.test", "timestamp": moment.isoformat(), "data": {"events": []}})
    async with transaction():
        await mandates.lock(power.organisation)
        await still_head(actor, power.organisation)
        if await store.count_asked(hook.id) < MOST_ASKED:
            await store.add_delivery(new_delivery(hook.id, TEST, ASKED, body, moment))
            await note(power.organisation, "webhook-test", actor, moment, address=shown(hook.address))
    site.wake.ring()


async def send_again(site: Site, actor: Actor, voen: str, wanted: UUID, delivery: UUID) -> None:
    """The same once more; what waits for its next try is tried now. Raises NotFound, TooMany."""
    power, hook = await hook_for(actor, voen, wanted)
    found = await store.delivery(hook.id, delivery)
    if found is None:
        raise NotFound
    await throttle.take(throttle.WEBHOOK_ASKED, str(actor.account))
    async with transaction():
        await mandates.lock(power.organisation)
        await still_head(actor, power.organisation)
        now = found.state == WAITS and await store.change(hook.id, (ON,), next_at=clock.now())
        if now or (await store.count_asked(hook.id) < MOST_ASKED and await store.ask_again(hook.id, found.id)):
            facts = {"address": shown(hook.address), "message": found.message}
            await note(power.organisation, "webhook-again", actor, clock.now(), **facts)
    site.wake.ring()
