"""Notes of officers on a case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xidmet.store.tables import CaseNote


@dataclass(frozen=True)
class Note:
    """The columns of the table."""

    id: UUID
    case: UUID
    account: UUID | None
    name: str
    text: str
    salt: str
    made_at: dt.datetime
    changed_at: dt.datetime | None = None
    struck_at: dt.datetime | None = None


async def add(note: Note) -> bool:
    """False when it is there already: its id is of the form that it was typed into."""
    made = await CaseNote.insert(CaseNote(**vars(note))).on_conflict(target=CaseNote.id, action="DO NOTHING")
    return bool(made)


async def of_case(case: UUID) -> list[Note]:
    """The oldest first."""
    rows = await CaseNote.select().where(CaseNote.case == case).order_by(CaseNote.made_at)
    return [_note(row) for row in rows]


async def count(case: UUID) -> int:
    return int(await CaseNote.count().where((CaseNote.case == case) & CaseNote.struck_at.is_null()))


async def by_id(wanted: UUID) -> Note | None:
    row: dict[str, Any] | None = await CaseNote.select().where(CaseNote.id == wanted).first()
    return _note(row) if row else None


async def change(wanted: UUID, before: str, text: str, salt: str, moment: dt.datetime) -> bool:
    """False when it was struck, or says something else by now."""
    still = (CaseNote.id == wanted) & (CaseNote.salt == before) & CaseNote.struck_at.is_null()
    new: dict[Any, Any] = {CaseNote.text: text, CaseNote.salt: salt, CaseNote.changed_at: moment}
    return bool(await CaseNote.update(new).where(still).returning(CaseNote.id))


async def strike(wanted: UUID, moment: dt.datetime) -> bool:
    """False when it was struck before."""
    still = (CaseNote.id == wanted) & CaseNote.struck_at.is_null()
    return bool(await CaseNote.update({CaseNote.struck_at: moment}).where(still).returning(CaseNote.id))


def _note(row: dict[str, Any]) -> Note:
    return Note(**{name: row[name] for name in Note.__dataclass_fields__})
