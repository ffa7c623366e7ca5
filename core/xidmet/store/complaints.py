"""Complaints about decisions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xidmet.store.tables import Complaint


@dataclass(frozen=True)
class Kept:
    """The columns of the table. upheld: None until it is decided."""

    id: UUID
    case: UUID
    service: str
    number: str
    account: UUID
    name: str
    text: str
    filed_at: dt.datetime
    decided_at: dt.datetime | None = None
    decided_by: UUID | None = None
    decided_name: str = ""
    upheld: bool | None = None
    reason: str = ""


async def add(complaint: Kept) -> None:
    """Raises a unique violation for a second one about the same decision."""
    await Complaint.insert(Complaint(**vars(complaint)))


async def of_case(case: UUID) -> list[Kept]:
    """The oldest first."""
    rows = await Complaint.select().where(Complaint.case == case).order_by(Complaint.filed_at)
    return [Kept(**row) for row in rows]


async def of_account(account: UUID, *, but: str) -> list[Kept]:
    """The oldest first. but: the party whose own cases are left out."""
    theirs = (Complaint.account == account) & (Complaint.case.party != but)
    rows = await Complaint.select(*Complaint.all_columns()).where(theirs).order_by(Complaint.filed_at)
    return [Kept(**row) for row in rows]


async def one(wanted: UUID) -> Kept | None:
    row: dict[str, Any] | None = await Complaint.select().where(Complaint.id == wanted).first()
    return Kept(**row) if row else None


async def undecided(services: list[str], limit: int, offset: int) -> list[Kept]:
    """The one filed first comes first."""
    if not services:
        return []
    where = Complaint.service.is_in(services) & Complaint.decided_at.is_null()
    rows = (
        await Complaint.select()
        .where(where)
        .order_by(Complaint.filed_at)
        .order_by(Complaint.id)
        .limit(limit)
        .offset(offset)
    )
    return [Kept(**row) for row in rows]


async def decide(wanted: UUID, upheld: bool, reason: str, by: UUID, name: str, moment: dt.datetime) -> bool:
    """False when somebody else has decided it."""
    values: dict[Any, Any] = {
        Complaint.upheld: upheld,
        Complaint.reason: reason,
        Complaint.decided_by: by,
        Complaint.decided_name: name[:300],
        Complaint.decided_at: moment,
    }
    waits = (Complaint.id == wanted) & Complaint.decided_at.is_null()
    return bool(await Complaint.update(values).where(waits).returning(Complaint.id))
