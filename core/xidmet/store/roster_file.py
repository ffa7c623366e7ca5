"""Files of people on their way into a roster, and what became of each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xidmet.store import many
from xidmet.store.cases import COLUMNS, Record, record_of
from xidmet.store.kept_rows import PIECE, KeptFile, KeptRow, KeptRows
from xidmet.store.tables import Case, RosterFile, RosterFileRow

MOST = 50  # files of one party for one roster; far fewer are let in


@dataclass(frozen=True, kw_only=True)
class File(KeptFile):
    """state: matching, reading, read, entering or failed. party: whose roster. account, sent_by: who sent it."""

    service: str
    party: str
    account: UUID | None
    sent_by: str
    digest: str = ""
    enters: bool = False


@dataclass(frozen=True, kw_only=True)
class Row(KeptRow):
    """twin: the number of the row with the same key; 0 for a person of the roster. case: theirs, "" while none."""

    case: str = ""


kept: KeptRows[File, Row] = KeptRows(RosterFile, RosterFileRow, File, Row)
add, by_id = kept.add, kept.by_id
change, advance, tell = kept.change, kept.advance, kept.tell
add_rows, keep_row, set_state = kept.add_rows, kept.keep_row, kept.set_state
counts, rows, rows_after = kept.counts, kept.rows, kept.rows_after
by_numbers, by_keys = kept.by_numbers, kept.by_keys


async def of_party(party: str, service: str) -> list[File]:
    """The newest first."""
    return await kept.files((RosterFile.party == party) & (RosterFile.service == service), MOST)


async def wait_again(file: UUID) -> None:
    """Every row is to be read anew."""
    waits: dict[Any, Any] = {RosterFileRow.state: "waits", RosterFileRow.key: "", RosterFileRow.twin: None}
    await RosterFileRow.update(waits).where(RosterFileRow.file == file)


async def last_number(file: UUID) -> int:
    """Of the rows that were put away already; 0 while there are none."""
    row = (
        await RosterFileRow.select(RosterFileRow.number)
        .where(RosterFileRow.file == file)
        .order_by(RosterFileRow.number, ascending=False)
        .first()
    )
    return int(row["number"]) if row else 0


async def standing(keys: Sequence[str]) -> dict[str, Record]:
    """The cases that hold these keys of their service's one_per."""
    found = dict[str, Record]()
    for start in range(0, len(keys), PIECE):
        piece = list(keys[start : start + PIECE])
        for row in await Case.select(*COLUMNS).where(Case.unique_key.is_in(piece)):
            record = record_of(row)
            if record and record.unique_key:
                found[record.unique_key] = record
    return found


async def say_made(rows: Sequence[Row], state: str, cases: Mapping[int, str]) -> None:
    """Inside a transaction: these rows became cases. cases: their numbers, by the row's."""
    made = [(str(row.id), state, cases[row.number]) for row in rows]
    await many.change(("state", "case"), made, RosterFileRow)
