"""Messages by SMS: handed to the site's gateway, sent again while it is away, and asked about until their end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from xidmet import clock
from xidmet.contract.sms import NotTaken, Sms, SmsGateway
from xidmet.contract.texts import _
from xidmet.errors import Retry
from xidmet.outside import NoAnswer
from xidmet.store import messages, transaction
from xidmet.store.effects import write_effect
from xidmet.store.messages import Told

REPORT = "sms-report"
A_DAY = 10  # to one number about cases: what comes beyond stands in the inbox and in the e-mail
OUTAGE = dt.timedelta(hours=12)  # news of yesterday wakes nobody; it stands in the inbox
CODE_HOLDS = dt.timedelta(minutes=10)  # an old code is worth nothing
REPORTED = dt.timedelta(days=3)  # so long gateways try a phone that is off
LONGEST_PAUSE = 900.0  # seconds
TEXT = _("Xidmət: there is news about an application of yours. Open the portal to read it. We send no links.")
"""Nothing of the case, and no link: an SMS is read on locked screens, and links in SMS are how people are cheated."""


async def send_sms(gateway: SmsGateway | None, told: Told, *, last: bool) -> None:
    """last: a code, removed afterwards; nobody asks what became of it. Raises Retry, NoAnswer at last."""
    if gateway is None or (told.party and await _is_too_many(told)):
        await messages.set_state(told.id, "failed", clock.now())
        return
    try:
        taken = await gateway.send(Sms(told.id.hex, told.address, told.text))
    except NoAnswer as trouble:
        waited = clock.now() - told.created_at
        if last and waited > CODE_HOLDS:
            return
        if waited > OUTAGE:
            raise
        raise Retry(min(LONGEST_PAUSE, max(1.0, waited.total_seconds())), str(trouble)) from trouble
    if isinstance(taken, NotTaken):
        await messages.set_state(told.id, "failed", clock.now(), taken.why)
        return
    async with transaction():
        await messages.set_state(told.id, "sent", clock.now())
        if taken.id and not last:
            payload = {"message": str(told.id), "id": taken.id}
            soon = clock.now() + dt.timedelta(seconds=5)
            await write_effect(REPORT, payload, f"{REPORT}:{told.id}", case=told.case, run_at=soon)


async def _is_too_many(told: Told) -> bool:
    since = clock.now() - dt.timedelta(days=1)
    return await messages.sms_since(told.party, told.address, since) >= A_DAY


async def ask_report(gateway: SmsGateway | None, payload: Mapping[str, Any]) -> None:
    """What became of one that was sent. payload: the message, and the gateway's name for it. Raises Retry."""
    told = await messages.message(UUID(payload["message"]))
    if told is None or told.state != "sent" or gateway is None:
        return
    try:
        end = await gateway.standing(payload["id"])
    except NoAnswer:
        end = None
    if end is not None:
        await messages.set_end(told.id, end, clock.now())
        return
    waited = clock.now() - (told.sent_at or told.created_at)
    if waited < REPORTED:
        raise Retry(min(LONGEST_PAUSE, max(5.0, waited.total_seconds())), "the gateway does not know yet")
