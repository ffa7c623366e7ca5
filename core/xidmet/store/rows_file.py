"""Files of rows on their way into a draft, and what became of each row."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from xidmet.store.kept_rows import KeptFile, KeptRow, KeptRows
from xidmet.store.tables import RowsFile, RowsFileRow

MOST = 50  # files for one question; far fewer are let in


@dataclass(frozen=True, kw_only=True)
class File(KeptFile):
    """state: matching, reading, read or failed. field: the question of the case whose rows they are."""

    case: UUID
    field: str


@dataclass(frozen=True, kw_only=True)
class Row(KeptRow):
    """twin: the number of the row with the same key; 0 when it is in the draft."""


kept: KeptRows[File, Row] = KeptRows(RowsFile, RowsFileRow, File, Row)
add, by_id = kept.add, kept.by_id
change, advance, tell = kept.change, kept.advance, kept.tell
add_rows, remove_rows, keep_row, set_state = kept.add_rows, kept.remove_rows, kept.keep_row, kept.set_state
counts, rows, all_rows = kept.counts, kept.rows, kept.all_rows
by_numbers, by_keys = kept.by_numbers, kept.by_keys


async def of_case(case: UUID, field: str) -> list[File]:
    """The files for one question of a draft, the newest first."""
    return await kept.files((RowsFile.case == case) & (RowsFile.field == field), MOST)
