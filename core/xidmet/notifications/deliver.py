"""One message, one way out, one end state."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from xidmet import clock
from xidmet.notifications.channels import Undeliverable, send
from xidmet.notifications.letters import letter
from xidmet.settings import Settings
from xidmet.store import messages
from xidmet.store.messages import Told

Attachment = Callable[[UUID], Awaitable[tuple[str, bytes]]]


async def deliver(settings: Settings, wanted: UUID, once: str, attachment: Attachment, *, secret: bool = False) -> None:
    """Deliver a message. attachment: fetches the PDF of an attestation (raises Retry while it is being made).

    secret: its link opens an account; forgotten once it has left.
    """
    told = await messages.message(wanted)
    if told is None or told.state != "waiting":
        return
    if told.channel == "email":
        await _mail(settings, told, once, attachment)
    else:
        await messages.set_state(told.id, "delivered", clock.now())
    if secret:
        await messages.forget_link(told.id)


async def _mail(settings: Settings, told: Told, once: str, attachment: Attachment) -> None:
    attached = await attachment(told.issued) if told.issued else None
    try:
        await send(settings, letter(settings, told, once, attached))
    except Undeliverable as refused:
        await messages.set_state(told.id, "failed", clock.now(), str(refused))
    else:
        await messages.set_state(told.id, "sent", clock.now())
