"""What officers found of the documents of a case. Two at once: the later one is told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from xidmet.store.tables import DocumentCheck


@dataclass(frozen=True)
class Check:
    """The columns of the table."""

    case: UUID
    document: UUID
    taken: str
    why: str
    salt: str
    original: bool
    account: UUID | None
    name: str
    at: dt.datetime
    version: int


async def of_case(case: UUID) -> dict[UUID, Check]:
    """By document."""
    rows = await DocumentCheck.select().where(DocumentCheck.case == case)
    return {row["document"]: _check(row) for row in rows}


async def of_document(document: UUID) -> Check | None:
    row: dict[str, Any] | None = await DocumentCheck.select().where(DocumentCheck.document == document).first()
    return _check(row) if row else None


async def keep(check: Check) -> bool:
    """In place of the version before; False when somebody else was first."""
    values = vars(check)
    if check.version == 1:
        row = DocumentCheck(id=uuid4(), **values)
        # Two officers at once: the unique key of the document lets one of them in, and nobody's statement fails.
        made = await DocumentCheck.insert(row).on_conflict(target=DocumentCheck.document, action="DO NOTHING")
        return bool(made)
    changed: dict[Any, Any] = {name: value for name, value in values.items() if name not in ("case", "document")}
    where = (DocumentCheck.document == check.document) & (DocumentCheck.version == check.version - 1)
    return bool(await DocumentCheck.update(changed).where(where).returning(DocumentCheck.id))


def _check(row: dict[str, Any]) -> Check:
    return Check(**{name: row[name] for name in Check.__dataclass_fields__})
