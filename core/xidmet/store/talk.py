"""Messages of the applicant and the officers of a case, and the files that go along."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from piccolo.query.functions import Count

from xidmet.store.documents import Stored
from xidmet.store.tables import CaseMessage, CaseMessageFile, Document


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


@dataclass(frozen=True)
class Along:
    """A file of a message, or, with none, of one that is being written. stored: with the kind it was found to be."""

    message: UUID | None
    account: UUID
    stored: Stored


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


async def add_file(case: UUID, account: UUID, stored: Stored, kind: str) -> None:
    """It waits for its message. stored: its row was written."""
    await CaseMessageFile.insert(
        CaseMessageFile(
            id=uuid4(), case=case, account=account, document=stored.id, kind=kind, added_at=stored.created_at
        )
    )


async def files(case: UUID) -> list[Along]:
    """All of a case, those that wait for their message, too; the oldest first."""
    joined = [*(getattr(CaseMessageFile.document, column._meta.name) for column in Document.all_columns())]
    rows = (
        await CaseMessageFile.select(CaseMessageFile.message, CaseMessageFile.account, CaseMessageFile.kind, *joined)
        .where(CaseMessageFile.case == case)
        .order_by(CaseMessageFile.added_at)
    )
    return [_along(row) for row in rows]


def _along(row: dict[str, Any]) -> Along:
    stored = {name.partition(".")[2]: value for name, value in row.items() if name.startswith("document.")}
    return Along(row["message"], row["account"], Stored(**{**stored, "kind": row["kind"]}))


async def send_files(case: UUID, account: UUID, documents: list[UUID], message: UUID) -> int:
    """Those that wait go along with this message; how many."""
    if not documents:
        return 0
    waits = (
        (CaseMessageFile.case == case)
        & (CaseMessageFile.account == account)
        & CaseMessageFile.message.is_null()
        & CaseMessageFile.document.is_in(documents)
    )
    rows = await CaseMessageFile.update({CaseMessageFile.message: message}).where(waits).returning(CaseMessageFile.id)
    return len(rows)


async def drop_file(case: UUID, account: UUID, document: UUID) -> bool:
    """One that waits is taken back; False when it is none of theirs, or went along with a message."""
    rows = (
        await CaseMessageFile.delete()
        .where(
            (CaseMessageFile.case == case)
            & (CaseMessageFile.account == account)
            & (CaseMessageFile.document == document)
            & CaseMessageFile.message.is_null()
        )
        .returning(CaseMessageFile.id)
    )
    return bool(rows)


async def left_waiting(before: dt.datetime, limit: int) -> list[tuple[UUID, UUID, Stored]]:
    """Case, account and file of what was added before this moment and never sent."""
    rows = (
        await CaseMessageFile.select(
            CaseMessageFile.case,
            CaseMessageFile.account,
            *(getattr(CaseMessageFile.document, column._meta.name) for column in Document.all_columns()),
        )
        .where(CaseMessageFile.message.is_null() & (CaseMessageFile.added_at < before))
        .limit(limit)
    )
    return [(row["case"], row["account"], _along({**row, "message": None, "kind": ""}).stored) for row in rows]
