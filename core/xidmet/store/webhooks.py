"""Addresses to which an organisation's events are delivered, and what was delivered there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from xidmet.store import bound
from xidmet.store.tables import Webhook, WebhookDelivery

ON, OFF, BROKEN, ENDED = "on", "off", "broken", "ended"
WAITS, ASKED, SENT, FAILED = "waits", "asked", "sent", "failed"
EVENTS, TEST = "events", "test"
WHOLE = 1_000_000  # behind every event of a row of the feed: all of it was delivered


@dataclass(frozen=True)
class Hook:
    """The columns of its table; voen and body: of the organisation."""

    id: UUID
    organisation: UUID
    party: str
    address: str
    services: frozenset[str]
    secret: bytes
    old_secret: bytes | None
    old_until: dt.datetime | None
    state: str
    made_by: UUID
    created_at: dt.datetime
    place: int
    nth: int
    newest: int
    claims: int
    lease_until: dt.datetime | None
    tries: int
    failing_since: dt.datetime | None
    next_at: dt.datetime
    sent_at: dt.datetime | None
    voen: str = ""
    body: str = ""


@dataclass(frozen=True)
class Delivery:
    """The columns of its table."""

    id: UUID
    webhook: UUID
    message: str
    kind: str
    body: str
    events: int
    place: int
    nth: int
    state: str
    status: int | None
    problem: str
    tries: int
    created_at: dt.datetime
    tried_at: dt.datetime | None


HOOK = tuple(getattr(Webhook, name) for name in Hook.__dataclass_fields__ if name not in ("voen", "body"))
BODY = (Webhook.organisation.voen.as_alias("voen"), Webhook.organisation.name.as_alias("body"))
DELIVERY = tuple(getattr(WebhookDelivery, name) for name in Delivery.__dataclass_fields__)


async def add(hook: Hook, once: str) -> None:
    """Raises a unique key's error when the same form made one already."""
    values = {name: value for name, value in vars(hook).items() if name not in ("voen", "body")}
    await Webhook.insert(Webhook(**values | {"services": " ".join(sorted(hook.services)), "once": once}))


async def made_by_form(once: str) -> bool:
    return bool(await Webhook.exists().where(Webhook.once == once))


async def one(wanted: UUID) -> Hook | None:
    found = await _hooks(Webhook.id == wanted)
    return found[0] if found else None


async def of_organisation(organisation: UUID) -> list[Hook]:
    """Those that were not ended, the oldest first."""
    return await _hooks((Webhook.organisation == organisation) & (Webhook.state != ENDED))


async def _hooks(where: Any) -> list[Hook]:
    rows = await Webhook.select(*HOOK, *BODY).where(where).order_by(Webhook.created_at)
    return [Hook(**{**row, "services": frozenset(row["services"].split())}) for row in rows]


async def change(wanted: UUID, before: tuple[str, ...], **values: Any) -> bool:
    """Change one that is in one of these states; False when it is in another one by now."""
    alike = (Webhook.id == wanted) & Webhook.state.is_in(list(before))
    new: dict[Any, Any] = dict(values)
    return bool(await Webhook.update(new).where(alike).returning(Webhook.id))


async def any_due(moment: dt.datetime) -> tuple[bool, bool]:
    """Is anything to be sent that a person asked for, and anything in turn? Asked each second, so it writes nothing."""
    (row,) = await Webhook.raw(
        "SELECT EXISTS (SELECT 1 FROM webhook_delivery WHERE state = 'asked'"  # noqa: S608
        " AND (lease_until IS NULL OR lease_until < {})) AS asked,"
        f" EXISTS (SELECT 1 FROM webhook WHERE state = 'on' AND (newest > place OR nth < {WHOLE})"
        " AND next_at <= {} AND (lease_until IS NULL OR lease_until < {})) AS due",
        moment,
        moment,
        moment,
    )
    return bool(row["asked"]), bool(row["due"])


async def claim(limit: int, moment: dt.datetime, until: dt.datetime) -> list[Hook]:
    """Those to which something is to be sent now, and which nobody is at."""
    skip = "" if bound.on_sqlite() else " FOR UPDATE SKIP LOCKED"
    rows = await Webhook.raw(
        "UPDATE webhook SET lease_until = {}, claims = claims + 1 WHERE id IN (SELECT id FROM webhook"  # noqa: S608
        f" WHERE state = 'on' AND (newest > place OR nth < {WHOLE}) AND next_at <= {{}}"
        " AND (lease_until IS NULL OR lease_until < {})"
        f" ORDER BY next_at LIMIT {int(limit)}{skip}) RETURNING id",
        until,
        moment,
        moment,
    )
    return await _hooks(Webhook.id.is_in([row["id"] for row in rows])) if rows else []


async def held(hook: Hook, **values: Any) -> bool:
    """Change one that is in hand; False when its lease ran out and somebody else has it, or it was switched off."""
    mine = (Webhook.id == hook.id) & (Webhook.claims == hook.claims) & (Webhook.state == ON)
    new: dict[Any, Any] = dict(values)
    return bool(await Webhook.update(new).where(mine).returning(Webhook.id))


async def let_go(hook: Hook) -> None:
    await Webhook.update({Webhook.lease_until: None}).where((Webhook.id == hook.id) & (Webhook.claims == hook.claims))


async def in_turn(hook: UUID) -> Delivery | None:
    """The one that was begun and has not arrived yet."""
    found = await deliveries(hook, 1, WAITS)
    return found[0] if found else None


async def add_delivery(delivery: Delivery) -> None:
    await WebhookDelivery.insert(WebhookDelivery(**vars(delivery)))


async def delivery(hook: UUID, wanted: UUID) -> Delivery | None:
    row = (
        await WebhookDelivery.select(*DELIVERY)
        .where((WebhookDelivery.id == wanted) & (WebhookDelivery.webhook == hook))
        .first()
    )
    return Delivery(**row) if row else None


async def deliveries(hook: UUID, limit: int, state: str = "") -> list[Delivery]:
    """The newest first."""
    where: Any = WebhookDelivery.webhook == hook
    if state:
        where = where & (WebhookDelivery.state == state)
    rows = await (
        WebhookDelivery.select(*DELIVERY)
        .where(where)
        .order_by(WebhookDelivery.created_at, ascending=False)
        .limit(limit)
    )
    return [Delivery(**row) for row in rows]


async def count_asked(hook: UUID) -> int:
    asked = (WebhookDelivery.webhook == hook) & (WebhookDelivery.state == ASKED)
    return int(await WebhookDelivery.count().where(asked))


async def say(wanted: UUID, **values: Any) -> None:
    """How a try went."""
    new: dict[Any, Any] = {"tries": WebhookDelivery.tries + 1, **values}
    await WebhookDelivery.update(new).where(WebhookDelivery.id == wanted)


async def ask_again(hook: UUID, wanted: UUID) -> bool:
    """Once more what was sent; False while it waits anyway."""
    there = (WebhookDelivery.id == wanted) & (WebhookDelivery.webhook == hook)
    over = WebhookDelivery.state.is_in([SENT, FAILED])
    asked: dict[Any, Any] = {WebhookDelivery.state: ASKED, WebhookDelivery.lease_until: None}
    return bool(await WebhookDelivery.update(asked).where(there & over).returning(WebhookDelivery.id))


async def claim_asked(limit: int, moment: dt.datetime, until: dt.datetime) -> list[tuple[Hook, Delivery]]:
    """What a person asked for, out of turn; not of a webhook that was ended."""
    skip = "" if bound.on_sqlite() else " FOR UPDATE SKIP LOCKED"
    rows = await WebhookDelivery.raw(
        "UPDATE webhook_delivery SET lease_until = {} WHERE id IN (SELECT id FROM webhook_delivery"  # noqa: S608
        " WHERE state = 'asked' AND (lease_until IS NULL OR lease_until < {})"
        f" ORDER BY created_at LIMIT {int(limit)}{skip}) RETURNING id",
        until,
        moment,
    )
    ids = [row["id"] for row in rows]
    found = await WebhookDelivery.select(*DELIVERY).where(WebhookDelivery.id.is_in(ids)) if ids else []
    asked = [Delivery(**row) for row in found]
    hooks = {one.id: one for one in await _hooks(Webhook.id.is_in([one.webhook for one in asked]))} if asked else {}
    return [(hooks[one.webhook], one) for one in asked]


async def forget(before: dt.datetime, keep: int) -> None:
    """Old deliveries, and of each webhook all but the newest; secrets whose time is over; webhooks that were ended."""
    over = WebhookDelivery.state.is_in([SENT, FAILED])
    await WebhookDelivery.delete().where(over & (WebhookDelivery.created_at < before))
    await WebhookDelivery.raw(
        "DELETE FROM webhook_delivery WHERE id IN (SELECT id FROM (SELECT id, ROW_NUMBER() OVER"  # noqa: S608
        " (PARTITION BY webhook ORDER BY created_at DESC) AS n FROM webhook_delivery WHERE state IN ('sent', 'failed'))"
        f" AS old WHERE n > {int(keep)})"
    )
    await Webhook.delete().where((Webhook.state == ENDED) & (Webhook.next_at < before))


async def forget_old_secrets(moment: dt.datetime) -> None:
    gone: dict[Any, Any] = {Webhook.old_secret: None, Webhook.old_until: None}
    await Webhook.update(gone).where(Webhook.old_until.is_not_null() & (Webhook.old_until <= moment))


def new_delivery(hook: UUID, kind: str, state: str, body: str, moment: dt.datetime, **more: Any) -> Delivery:
    made = uuid4()
    known = {"events": 0, "place": 0, "nth": 0, **more}
    return Delivery(
        id=made,
        webhook=hook,
        message=f"msg_{made.hex}",
        kind=kind,
        body=body,
        state=state,
        status=None,
        problem="",
        tries=0,
        created_at=moment,
        tried_at=None,
        **known,
    )
