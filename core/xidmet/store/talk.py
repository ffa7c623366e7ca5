"""Messages of the applicant and the officers of a case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from piccolo.query.functions import Count

from xidmet.store.tables import CaseMessage


@dataclass(frozen=True)
class Said:
    """The columns of the table. office: "" for the applicant's side."""

    id: UUID
    case: UUID
    place: int
    account: UUID
    name: str
    office: str
    text: str
    sent_at: dt.datetime
    read_at: dt.datetime | None


async def add(said: Said) -> None:
    await CaseMessage.insert(CaseMessage(**vars(said)))


async def of_case(case: UUID) -> list[Said]:
    """The oldest first."""
    rows = await CaseMessage.select().where(CaseMessage.case == case).order_by(CaseMessage.sent_at, CaseMessage.place)
    return [Said(**row) for row in rows]


async def one(message: UUID) -> Said | None:
    row: dict[str, Any] | None = await CaseMessage.select().where(CaseMessage.id == message).first()
    return Said(**row) if row else None


async def count_since(case: UUID, by_officers: bool, moment: dt.datetime) -> int:
    """How many one side has written since."""
    where = (CaseMessage.case == case) & (CaseMessage.sent_at >= moment)
    return int(await CaseMessage.count().where(where & _by(by_officers)))


async def read(case: UUID, by_officers: bool, moment: dt.datetime) -> None:
    """What the other side wrote is read now; what was read before stays as it is. by_officers: they read."""
    unread: Any = (CaseMessage.case == case) & CaseMessage.read_at.is_null() & _by(not by_officers)
    await CaseMessage.update({CaseMessage.read_at: moment}).where(unread)


async def unread(cases: list[UUID], by_officers: bool) -> dict[UUID, int]:
    """How many messages of the other side are unread, by the case; cases with none are left out."""
    if not cases:
        return {}
    rows = (
        await CaseMessage.select(CaseMessage.case, Count())
        .where(CaseMessage.case.is_in(cases) & CaseMessage.read_at.is_null() & _by(not by_officers))
        .group_by(CaseMessage.case)
    )
    return {row["case"]: int(row["count"]) for row in rows}


def _by(officers: bool) -> Any:
    return CaseMessage.office != "" if officers else CaseMessage.office == ""
