"""Files that go along with something a person writes in a case: they wait for it, and then belong to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from piccolo.columns import Column
from piccolo.table import Table

from xidmet.store.documents import Stored, columns_of, joined
from xidmet.store.tables import CaseMessageFile, ComplaintFile


@dataclass(frozen=True)
class Along:
    """sent_with: what it went along with; None: that is being written. stored: with the kind it was found to be."""

    sent_with: UUID | None
    account: UUID
    stored: Stored


class AlongRows:
    """table: with columns for case, account, document, kind, added_at. to: its column that names what they are of."""

    def __init__(self, table: type[Table], to: str) -> None:
        self._table, self._to = table, to

    def _of(self, name: str) -> Any:
        found: Column = self._table._meta.get_column_by_name(name)
        return found

    def _columns(self) -> list[Any]:
        return [
            self._of(self._to),
            self._of("account"),
            self._of("kind"),
            *columns_of(self._of("document")),
        ]

    async def add(self, case: UUID, account: UUID, stored: Stored, kind: str) -> None:
        """It waits. stored: its row was written."""
        row: dict[str, Any] = {
            "case": case,
            "account": account,
            "document": stored.id,
            "kind": kind,
            "added_at": stored.created_at,
        }
        await self._table.insert(self._table(id=uuid4(), **row))

    async def of_case(self, case: UUID) -> list[Along]:
        """All of a case, those that wait, too; the oldest first."""
        rows = await self._table.select(*self._columns()).where(self._of("case") == case).order_by(self._of("added_at"))
        return [self._along(row) for row in rows]

    async def one(self, document: UUID) -> Along | None:
        row = await self._table.select(*self._columns()).where(self._of("document") == document).first()
        return self._along(row) if row else None

    def _along(self, row: dict[str, Any]) -> Along:
        return Along(row[self._to], row["account"], joined(row, row["kind"]))

    async def send(self, case: UUID, account: UUID, documents: list[UUID], sent_with: UUID) -> int:
        """Those that wait go along with this; how many."""
        if not documents:
            return 0
        waits = self._waiting(case, account) & self._of("document").is_in(documents)
        rows = await self._table.update({self._of(self._to): sent_with}).where(waits).returning(self._of("id"))
        return len(rows)

    async def drop(self, case: UUID, account: UUID, document: UUID) -> bool:
        """One that waits is taken back; False when it is none of theirs, or went along."""
        waits = self._waiting(case, account) & (self._of("document") == document)
        return bool(await self._table.delete().where(waits).returning(self._of("id")))

    def _waiting(self, case: UUID, account: UUID) -> Any:
        return (self._of("case") == case) & (self._of("account") == account) & self._of(self._to).is_null()

    async def left_waiting(self, before: dt.datetime, limit: int) -> list[tuple[UUID, UUID, Stored]]:
        """Case, account and file of what was added before this moment and never sent."""
        rows = (
            await self._table.select(self._of("case"), *self._columns())
            .where(self._of(self._to).is_null() & (self._of("added_at") < before))
            .limit(limit)
        )
        return [(row["case"], row["account"], self._along(row).stored) for row in rows]


OF_MESSAGES = AlongRows(CaseMessageFile, "message")
OF_COMPLAINTS = AlongRows(ComplaintFile, "complaint")
