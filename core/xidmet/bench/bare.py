"""The yardstick of a move in thousands of cases: the rows that it wrote, written again by the database alone.

What was written is copied aside and taken back; then one statement for each table puts it there again, a chunk of cases
at a time. Nothing is thought out, read or hashed on the way: no engine of ours could be faster than that.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from piccolo.table import Table

from xidmet.store import bound, transaction
from xidmet.store.tables import (
    Case,
    CaseTotal,
    Effect,
    Issued,
    JournalRow,
    JournalValue,
    MoveListItem,
    Submission,
)

WRITTEN: tuple[tuple[type[Table], str], ...] = (
    (CaseTotal, '"case"'),
    (JournalRow, "chain"),
    (JournalValue, "(SELECT chain FROM journal_row r WHERE r.id = t.row)"),
    (Issued, '"case"'),
    (Effect, '"case"'),
    (Submission, '"case"'),
)


CHANGED: Mapping[type[Table], tuple[str, ...]] = {
    Case: (
        *("state", "state_since", "asked", "due_at", "due_move", "version", "changed_at"),
        *("counted_by", "journal_head", "journal_rows"),
    ),
    MoveListItem: ("state", "done_at"),
}


async def keep_before() -> None:
    """How the cases, and the rows of the list, stand before they are moved."""
    for table in CHANGED:
        name = table._meta.tablename
        await table.raw(f"CREATE TABLE bare_before_{name} AS SELECT * FROM {name}")  # noqa: S608  # tables of ours
        await table.raw(f"CREATE INDEX bare_before_{name}_id ON bare_before_{name} (id)")


async def again_by_statements(at_once: int) -> tuple[float, float]:
    """Seconds, and processor seconds of this process. at_once: cases in each transaction."""
    chunks = await _copied_aside(at_once)
    await _taken_back()
    await Case.raw("ANALYZE")
    started, used = time.perf_counter(), time.process_time()
    for chunk in range(chunks):
        async with transaction():
            for table in CHANGED:
                await table.raw(_update(table, "after", "AND s.chunk = {}"), chunk)
            for table, _case in WRITTEN:
                name = table._meta.tablename
                await table.raw(
                    f"INSERT INTO {name} ({_columns(table)}) SELECT {_columns(table)} FROM bare_{name}"  # noqa: S608
                    " WHERE chunk = {}",
                    chunk,
                )
    return time.perf_counter() - started, time.process_time() - used


async def _copied_aside(at_once: int) -> int:
    """How many chunks."""
    place = f"(ROW_NUMBER() OVER (ORDER BY number) - 1) / {at_once}"
    for table in CHANGED:
        name = table._meta.tablename
        await table.raw(f"CREATE TABLE bare_after_{name} AS SELECT c.*, {place} AS chunk FROM {name} c")  # noqa: S608
        await table.raw(f"CREATE INDEX bare_after_{name}_id ON bare_after_{name} (id, chunk)")
        await table.raw(f"CREATE INDEX bare_after_{name}_chunk ON bare_after_{name} (chunk)")
    for table, case in WRITTEN:
        name = table._meta.tablename
        await table.raw(
            f"CREATE TABLE bare_{name} AS SELECT t.*, a.chunk AS chunk FROM {name} t"  # noqa: S608
            f" JOIN bare_after_case_ a ON a.id = {case}"
        )
        await table.raw(f"CREATE INDEX bare_{name}_chunk ON bare_{name} (chunk)")
    found: list[dict[str, Any]] = await Case.raw("SELECT MAX(chunk) AS last FROM bare_after_case_")
    return int(found[0]["last"]) + 1


async def _taken_back() -> None:
    for table, _case in reversed(WRITTEN):
        await table.raw(f"DELETE FROM {table._meta.tablename} WHERE TRUE")  # noqa: S608
    for table in CHANGED:
        await table.raw(_update(table, "before", ""))
        if not bound.on_sqlite():
            await table.raw(f"VACUUM {table._meta.tablename}")


def _update(table: type[Table], when: str, more: str) -> str:
    name = table._meta.tablename
    new = ", ".join(f'"{one}" = s."{one}"' for one in CHANGED[table])
    return f"UPDATE {name} SET {new} FROM bare_{when}_{name} s WHERE {name}.id = s.id {more}"  # noqa: S608


def _columns(table: type[Table]) -> str:
    return ", ".join(f'"{one._meta.name}"' for one in table._meta.columns)
