"""One message, one way out, one end state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from uuid import UUID

from xidmet import clock
from xidmet.contract.sms import SmsGateway
from xidmet.errors import Retry
from xidmet.notifications.channels import NotNow, Undeliverable, send
from xidmet.notifications.letters import letter
from xidmet.notifications.sms import send_sms
from xidmet.settings import Settings
from xidmet.store import messages
from xidmet.store.messages import UNDELIVERED, Told

Attachment = Callable[[UUID], Awaitable[tuple[str, bytes]]]

OUTAGE = dt.timedelta(days=2)  # a mail server may be away for so long before letters are given up (RFC 5321, 4.5.4.1)
LONGEST_PAUSE = 900.0  # seconds


async def deliver(
    settings: Settings,
    wanted: UUID,
    once: str,
    attachment: Attachment,
    *,
    gateway: SmsGateway | None = None,
    secret: bool = False,
    last: bool = False,
) -> None:
    """Deliver a message. attachment: fetches the PDF of an attestation (raises Retry while it is being made).

    gateway: for SMS. secret: its link opens an account; forgotten once it has left. last: of an account that is no
    more, or a code, so that the address is forgotten, too. Raises Retry while the mail server, or the gateway, is away.
    """
    told = await messages.message(wanted)
    if told is None or (secret and not told.link):
        return
    if told.state in UNDELIVERED and told.channel == "email":
        await _mail(settings, told, once, attachment)
    elif told.state in UNDELIVERED and told.channel == "sms":
        await send_sms(gateway, told, last=last)
    elif told.state in UNDELIVERED:
        await messages.set_state(told.id, "delivered", clock.now())
    if last:
        await messages.remove(told.id)
    elif secret:
        await messages.forget_link(told.id)


async def _mail(settings: Settings, told: Told, once: str, attachment: Attachment) -> None:
    attached = await attachment(told.issued) if told.issued else None
    try:
        await send(settings, letter(settings, told, once, attached))
    except Undeliverable as refused:
        await messages.set_state(told.id, "failed", clock.now(), str(refused))
    except NotNow as trouble:
        waited = clock.now() - told.created_at
        if waited > OUTAGE:
            raise
        # It waits as long again as it has waited so far: a pause that doubles, whoever tries.
        raise Retry(min(LONGEST_PAUSE, max(1.0, waited.total_seconds())), str(trouble)) from trouble
    else:
        await messages.set_state(told.id, "sent", clock.now())


async def give_up(wanted: UUID, *, last: bool = False) -> None:
    """Nobody tries any more. Why, stands in the effect: it names servers, which is nothing for a page."""
    if last:
        await messages.remove(wanted)
        return
    await messages.set_state(wanted, "failed", clock.now())
