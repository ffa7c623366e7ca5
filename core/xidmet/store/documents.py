"""Stored files: what is known about each; the bytes lie in the file store."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xidmet.store.tables import Document


@dataclass(frozen=True)
class Stored:
    """size: bytes; sha256: of the bytes before encryption; place: key in the file store."""

    id: UUID
    case: UUID | None
    party: str
    name: str
    media_type: str
    size: int
    sha256: str
    place: str
    scan: str
    made_here: bool
    created_at: dt.datetime


async def keep(document: Stored) -> None:
    await Document.insert(Document(**vars(document)))


async def remove(document: UUID) -> None:
    await Document.delete().where(Document.id == document)


async def document(wanted: UUID) -> Stored | None:
    row: dict[str, Any] | None = await Document.select().where(Document.id == wanted).first()
    return Stored(**row) if row else None
