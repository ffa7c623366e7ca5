"""Drafts that nobody goes on with: those to be reminded of, those to be removed, and what is left of one."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from xidmet.store import signers
from xidmet.store.cases import Record, by_id
from xidmet.store.tables import Case, CaseField, CaseRow, Document, Message, RowsFile, Signing, Submission

REMINDER = "draft-reminder"  # the kind of effect that reminds
# Of the newest reminder since somebody touched the draft; an older one was about another rest.
_SINCE = "SELECT 1 FROM effect e WHERE e.\"case\" = c.id AND e.kind = 'draft-reminder' AND e.created_at > c.changed_at"


async def not_reminded(drafts: dict[str, str], before: dt.datetime, limit: int) -> list[Record]:
    """Drafts that nobody has touched since that moment, nor been reminded of. drafts: service -> its draft's state."""
    return await _found(drafts, before, f"NOT EXISTS ({_SINCE})", (), limit)


async def reminded(drafts: dict[str, str], before: dt.datetime, told: dt.datetime, limit: int) -> list[Record]:
    """Those that nobody has touched since that moment, though they were reminded of by then, and about which nothing
    must still happen.
    """
    waits = "NOT EXISTS (SELECT 1 FROM effect o WHERE o.\"case\" = c.id AND o.state <> 'done')"
    return await _found(drafts, before, f"EXISTS ({_SINCE} AND e.created_at <= {{}}) AND {waits}", (told,), limit)


async def _found(
    drafts: dict[str, str], before: dt.datetime, condition: str, values: tuple[Any, ...], limit: int
) -> list[Record]:
    if not drafts:
        return []
    states = " OR ".join("(c.service = {} AND c.state = {})" for _service in drafts)
    rows: list[dict[str, Any]] = await Case.raw(
        f"SELECT c.id FROM case_ c WHERE c.sent_at IS NULL AND c.party <> '' AND ({states}) "  # noqa: S608  # our own
        f"AND c.changed_at <= {{}} AND {condition} ORDER BY c.changed_at LIMIT {int(limit)}",
        *(value for pair in drafts.items() for value in pair),
        before,
        *values,
    )
    return [record for row in rows if (record := await by_id(UUID(str(row["id"]))))]


async def empty(case: UUID, version: int, moment: dt.datetime) -> bool:
    """Leave nothing of a draft but its number, its service and its dates; False when somebody was faster.

    The row itself stays, because the journal's chain belongs to it.
    """
    nothing: dict[Any, Any] = {Case.typed: "{}", Case.answers: "{}", Case.party: "", Case.opened_by: None}
    nothing |= {
        Case.being_signed: False,
        Case.sort_name: "",
        Case.due_at: None,
        Case.due_move: "",
        Case.remind_at: None,
    }
    nothing[Case.unique_key] = None
    rows = (
        await Case.update({**nothing, Case.version: version + 1, Case.changed_at: moment})
        .where((Case.id == case) & (Case.version == version) & Case.sent_at.is_null() & (Case.party != ""))
        .returning(Case.id)
    )
    if not rows:
        return False
    for table in (CaseField, CaseRow, Submission):
        await table.delete().where(table.case == case)
    # What was told stays in the inbox; it leads nowhere any more.
    await Message.update({Message.case: None, Message.link: ""}).where(Message.case == case)
    return True


async def take_documents(case: UUID) -> list[str]:
    """Forget the documents of a case, and files of rows on their way into it; their places in the file store, whose
    bytes must still be erased.
    """
    await signers.forget(case)
    await Signing.delete().where(Signing.case == case)
    files = await RowsFile.select(RowsFile.document).where(RowsFile.case == case).output(as_list=True)
    await RowsFile.delete().where(RowsFile.case == case)
    mine: Any = Document.case == case
    on_their_way = [one for one in files if one]
    mine = mine | Document.id.is_in(on_their_way) if on_their_way else mine
    rows = await Document.select(Document.place).where(mine)
    await Document.delete().where(mine)
    return [row["place"] for row in rows]
