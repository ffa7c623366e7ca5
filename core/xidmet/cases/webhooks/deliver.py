"""Deliver the feed: each webhook has one message in turn at a time, which is sent until it is taken.

The order of the feed, and so that of every case, is kept, and a dead address holds up only itself. A message is kept
before it is sent, so a worker that is killed between sending and saying so sends the same one again, under the same id.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import secrets
from collections.abc import Mapping
from typing import Any

import structlog

from xidmet import clock
from xidmet.cases import events
from xidmet.cases.site import Site
from xidmet.cases.webhooks.address import inside, shown
from xidmet.cases.webhooks.secret import secrets_of
from xidmet.cases.webhooks.send import GONE, Answered, host_of, post
from xidmet.cases.webhooks.sign import signature
from xidmet.cases.webhooks.told import BROKEN as DOES_NOT_ANSWER
from xidmet.cases.webhooks.told import GONE as IS_GONE
from xidmet.cases.webhooks.told import tell_broken
from xidmet.store import events as feed
from xidmet.store import organisation_acts, transaction
from xidmet.store import webhooks as store
from xidmet.store.events import Event
from xidmet.store.webhooks import BROKEN, EVENTS, FAILED, SENT, WAITS, WHOLE, Delivery, Hook, new_delivery

log = structlog.get_logger()

POLL = 1.0  # seconds
PARALLEL = 16  # addresses at once, beside the effects: nobody's letters wait for a slow address
IN_ONE = 100  # events of one message
LEASE = dt.timedelta(seconds=60)  # four times as long as one answer may take
AT_A_TIME = 20.0  # seconds with one address; then others have their turn
PAUSES = (5, 30, 120, 600, 1800, 3600, 7200, 14_400)  # seconds, then always the last one
GIVEN_UP = dt.timedelta(days=3)  # without one success
KEPT, MOST_KEPT = dt.timedelta(days=30), 100


class Deliveries:
    """Of one worker. Run it as a task; cancel it to stop."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._doing: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        try:
            while True:
                try:
                    await self._begin()
                except Exception:
                    log.exception("the webhooks cannot be read")
                await asyncio.sleep(POLL)
        finally:
            for task in self._doing:
                task.cancel()
            await asyncio.gather(*self._doing, return_exceptions=True)

    async def once(self) -> int:
        """What is due now, to its end; how many addresses there were."""
        await events.give_places()
        claimed = await self._claimed(PARALLEL)
        await asyncio.gather(*claimed)
        return len(claimed)

    async def _begin(self) -> None:
        await events.give_places()
        free = PARALLEL - len(self._doing)
        for one in await self._claimed(free) if free else ():
            task = asyncio.create_task(one)
            self._doing.add(task)
            task.add_done_callback(self._doing.discard)

    async def _claimed(self, most: int) -> list[Any]:
        moment = clock.now()
        for_people, in_turn = await store.any_due(moment)
        asked = await store.claim_asked(most, moment, moment + LEASE) if for_people else []
        left = most - len(asked) if in_turn else 0
        hooks = await store.claim(left, moment, moment + LEASE) if left else []
        return [_safely(_out_of_turn(self.site, *one)) for one in asked] + [
            _safely(_in_turn(self.site, one)) for one in hooks
        ]


async def _safely(doing: Any) -> None:
    """The lease runs out, and it is done again."""
    try:
        await doing
    except Exception:
        log.exception("a webhook could not be worked off")


async def _out_of_turn(site: Site, hook: Hook, delivery: Delivery) -> None:
    """What a person asked for: one try."""
    answered = await _send(site, hook, delivery)
    state = SENT if answered.taken else FAILED
    await store.say(delivery.id, state=state, lease_until=None, tried_at=clock.now(), **_how(answered))


async def _in_turn(site: Site, hook: Hook) -> None:
    until = asyncio.get_running_loop().time() + AT_A_TIME
    while asyncio.get_running_loop().time() < until:
        # Also asks whether it is still ours: one that stood still for a minute must not send what others have sent.
        if not await store.held(hook, lease_until=clock.now() + LEASE):
            return
        delivery = await _next(hook)
        if delivery is None:
            return
        answered = await _send(site, hook, delivery)
        if not answered.taken:
            await _not_taken(hook, delivery, answered)
            return
        if not await _taken(hook, delivery, answered):
            return
        now = await store.one(hook.id)
        if now is None or now.claims != hook.claims:
            return
        hook = now
    await store.let_go(hook)


async def _next(hook: Hook) -> Delivery | None:
    """The one in turn: as it was begun, or made of what came since. None when there is nothing; then it is let go."""
    if waits := await store.in_turn(hook.id):
        return waits
    found = await feed.after(hook.party, hook.services or None, hook.place, hook.nth, IN_ONE)
    if not found:
        await store.held(hook, place=max(hook.place, hook.newest), nth=WHOLE, lease_until=None)
        return None
    last, moment = found[-1], clock.now()
    body = body_of(found, moment)
    made = new_delivery(hook.id, EVENTS, WAITS, body, moment, events=len(found), place=last.place, nth=last.nth)
    await store.add_delivery(made)
    return made


def body_of(found: list[Event], moment: dt.datetime) -> str:
    """What stands in a message: numbers and names of states, and nothing about anybody."""
    data = {"events": [event_of(one) for one in found]}
    said = {"type": "cases.moved", "timestamp": moment.astimezone(dt.UTC).isoformat(timespec="seconds"), "data": data}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def event_of(one: Event) -> dict[str, str | int]:
    """As it stands in messages and in the feed of the API."""
    return {
        "id": events.cursor(one),
        "number": one.number,
        "service": one.service,
        "version": one.version,
        "state": one.state,
        "move": one.transition,
        "at": one.at.astimezone(dt.UTC).isoformat(timespec="milliseconds"),
    }


async def _send(site: Site, hook: Hook, delivery: Delivery) -> Answered:
    body, stamp = delivery.body.encode(), int(clock.now().timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "xidmet",
        "webhook-id": delivery.message,
        "webhook-timestamp": str(stamp),
        "webhook-signature": signature(secrets_of(site, hook), delivery.message, stamp, body),
    }
    return await post(hook.address, body, headers, inside(site.settings))


def _how(answered: Answered) -> Mapping[str, Any]:
    return {"status": answered.status, "problem": answered.problem}


async def _taken(hook: Hook, delivery: Delivery, answered: Answered) -> bool:
    """False when it is ours no more; then whoever has it sends it again."""
    moment = clock.now()
    async with transaction():
        well = {"tries": 0, "failing_since": None, "sent_at": moment, "next_at": moment}
        if not await store.held(hook, place=delivery.place, nth=delivery.nth, **well):
            return False
        await store.say(delivery.id, state=SENT, tried_at=moment, **_how(answered))
    return True


async def _not_taken(hook: Hook, delivery: Delivery, answered: Answered) -> None:
    moment = clock.now()
    since = hook.failing_since or moment
    gone, over = answered.status == GONE, moment - since >= GIVEN_UP
    pause = max(PAUSES[min(hook.tries, len(PAUSES) - 1)] * (0.8 + secrets.randbelow(400) / 1000), answered.later)
    failed = {"tries": hook.tries + 1, "failing_since": since, "next_at": moment + dt.timedelta(seconds=pause)}
    async with transaction():
        if not await store.held(hook, lease_until=None, **failed, **({"state": BROKEN} if gone or over else {})):
            return
        await store.say(delivery.id, tried_at=moment, **_how(answered))
        if gone or over:
            await _give_up(hook, since, moment, gone=gone)
    log.info("a webhook was not taken", host=host_of(hook.address), status=answered.status, problem=answered.problem)


async def _give_up(hook: Hook, since: dt.datetime, moment: dt.datetime, *, gone: bool) -> None:
    await organisation_acts.add_act(
        hook.organisation, "webhook-broken", None, "", {"address": shown(hook.address)}, moment
    )
    once = f"webhook-broken:{hook.id}:{moment.timestamp():.0f}"
    if gone:
        await tell_broken(hook, IS_GONE, once)
    else:
        await tell_broken(hook, DOES_NOT_ANSWER, once, since=since)


async def sweep_webhooks() -> None:
    """Old deliveries, secrets whose day is over, and what of the feed is older than a month."""
    moment = clock.now()
    await store.forget(moment - KEPT, MOST_KEPT)
    await store.forget_old_secrets(moment)
    await events.sweep_events()
