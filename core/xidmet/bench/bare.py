"""The yardstick of a move in thousands of cases: the rows that it wrote, written again by the database alone.

What was written is copied aside and taken back; then one statement for each table puts it there again, a chunk of cases
at a time. Nothing is thought out, read or hashed on the way: no engine of ours could be faster than that.
"""

from __future__ import annotations

import time
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


async def keep_before() -> None:
    """How the cases stand before they are moved."""
    await Case.raw("CREATE TABLE bare_before AS SELECT * FROM case_")
    await Case.raw("CREATE INDEX bare_before_id ON bare_before (id)")


async def again_by_statements(at_once: int) -> float:
    """Seconds. at_once: cases in each transaction."""
    chunks = await _copied_aside(at_once)
    await _taken_back()
    await Case.raw("ANALYZE")
    started = time.perf_counter()
    for chunk in range(chunks):
        async with transaction():
            await Case.raw(_update("bare_after", "AND s.chunk = {}"), chunk)
            for table, _case in WRITTEN:
                name = table._meta.tablename
                await table.raw(
                    f"INSERT INTO {name} ({_columns(table)}) SELECT {_columns(table)} FROM bare_{name}"  # noqa: S608
                    " WHERE chunk = {}",
                    chunk,
                )
    return time.perf_counter() - started


async def _copied_aside(at_once: int) -> int:
    """How many chunks."""
    place = f"(ROW_NUMBER() OVER (ORDER BY number) - 1) / {at_once}"
    await Case.raw(f"CREATE TABLE bare_after AS SELECT c.*, {place} AS chunk FROM case_ c")  # noqa: S608
    await Case.raw("CREATE INDEX bare_after_id ON bare_after (id, chunk)")
    await Case.raw("CREATE INDEX bare_after_chunk ON bare_after (chunk)")
    for table, case in WRITTEN:
        name = table._meta.tablename
        await table.raw(
            f"CREATE TABLE bare_{name} AS SELECT t.*, a.chunk AS chunk FROM {name} t"  # noqa: S608
            f" JOIN bare_after a ON a.id = {case}"
        )
        await table.raw(f"CREATE INDEX bare_{name}_chunk ON bare_{name} (chunk)")
    found: list[dict[str, Any]] = await Case.raw("SELECT MAX(chunk) AS last FROM bare_after")
    return int(found[0]["last"]) + 1


async def _taken_back() -> None:
    for table, _case in reversed(WRITTEN):
        await table.raw(f"DELETE FROM {table._meta.tablename} WHERE TRUE")  # noqa: S608
    await Case.raw(_update("bare_before", ""))
    if not bound.on_sqlite():
        await Case.raw("VACUUM")


def _update(source: str, more: str) -> str:
    names = [one._meta.name for one in Case._meta.columns if one._meta.name in CHANGED]
    new = ", ".join(f'"{name}" = s."{name}"' for name in names)
    return f"UPDATE case_ SET {new} FROM {source} s WHERE case_.id = s.id {more}"  # noqa: S608


CHANGED = frozenset(
    ("state", "state_since", "asked", "due_at", "due_move", "version", "changed_at", "counted_by", "journal_head")
) | {"journal_rows"}


def _columns(table: type[Table]) -> str:
    return ", ".join(f'"{one._meta.name}"' for one in table._meta.columns)
