"""Files that wait for the move with which they are given."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from xidmet.store.documents import Stored, columns_of, joined
from xidmet.store.tables import Case, Document, MoveFile

DOCUMENT = columns_of(MoveFile.document)


@dataclass(frozen=True)
class Waiting:
    """account: who added it. path: of the question it is for."""

    account: UUID
    path: str
    stored: Stored


async def add(case: UUID, account: UUID, transition: str, path: str, stored: Stored, kind: str) -> None:
    """path: of the question. stored: its row was written, without a kind."""
    row: dict[str, Any] = {"case": case, "account": account, "transition": transition, "path": path}
    await MoveFile.insert(MoveFile(id=uuid4(), **row, document=stored.id, kind=kind, added_at=stored.created_at))


async def waiting(case: UUID, transition: str) -> list[Waiting]:
    """The oldest first."""
    rows = (
        await MoveFile.select(MoveFile.account, MoveFile.path, MoveFile.kind, *DOCUMENT)
        .where((MoveFile.case == case) & (MoveFile.transition == transition))
        .order_by(MoveFile.added_at)
    )
    return [Waiting(row["account"], row["path"], joined(row, row["kind"])) for row in rows]


async def give(case: UUID, transition: str, documents: list[UUID]) -> None:
    """They were given with the move: from now on they are files of the case like any other."""
    mine = (MoveFile.case == case) & (MoveFile.transition == transition) & MoveFile.document.is_in(documents)
    for row in await MoveFile.delete().where(mine).returning(MoveFile.document, MoveFile.kind) if documents else ():
        await Document.update({Document.kind: row["kind"]}).where(Document.id == row["document"])


async def drop(document: UUID) -> bool:
    """False when it is gone, or was given meanwhile."""
    return bool(await MoveFile.delete().where(MoveFile.document == document).returning(MoveFile.id))


async def left_waiting(before: dt.datetime, limit: int) -> list[Stored]:
    """Of moves that nobody made since; while several people sign a document, what it names is left alone."""
    signed: Any = Case.select(Case.id).where(Case.being_signed == True)  # noqa: E712  # a condition, no truth value
    rows = (
        await MoveFile.select(*DOCUMENT).where((MoveFile.added_at < before) & MoveFile.case.not_in(signed)).limit(limit)
    )
    return [joined(row, "") for row in rows]
