"""The demonstration's mailbox: e-mails as they would have left."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from xidmet.store.tables import Mail


@dataclass(frozen=True)
class Letter:
    message_id: str
    to: str
    subject: str
    arrived_at: dt.datetime
    source: bytes = b""


async def put(letter: Letter) -> None:
    """Take a letter in; a second one with the same Message-ID is the same letter."""
    if not await Mail.exists().where(Mail.message_id == letter.message_id):
        await Mail.insert(Mail(**vars(letter)))


async def letters(limit: int = 100) -> list[Letter]:
    rows = (
        await Mail.select(Mail.message_id, Mail.to, Mail.subject, Mail.arrived_at)
        .order_by(Mail.arrived_at, ascending=False)
        .limit(limit)
    )
    return [Letter(**row) for row in rows]


async def letter(message_id: str) -> Letter | None:
    row: dict[str, Any] | None = await Mail.select().where(Mail.message_id == message_id).first()
    return Letter(**{**row, "source": bytes(row["source"])}) if row else None
