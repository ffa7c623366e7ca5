"""Files of rows on their way into a draft, and what became of each row."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xidmet.store.tables import RowsFile, RowsFileRow


@dataclass(frozen=True)
class File:
    """state: matching, reading, read or failed. columns: the field that each column is for; "" for none.

    done: rows that were read. problem: the label of a register that does not answer just now.
    """

    id: UUID
    case: UUID
    field: str
    name: str
    document: UUID | None
    state: str
    headers: list[str]
    samples: list[list[str]]
    columns: list[str]
    total: int
    done: int
    version: int
    problem: str
    created_at: dt.datetime


@dataclass(frozen=True)
class Row:
    """errors: path -> [msgid, values, doubtful?]. key: "" where rows have none. twin: the number of the row with the
    same key; 0 when it is in the draft.
    """

    id: UUID
    file: UUID
    number: int
    cells: list[str]
    typed: dict[str, Any]
    errors: dict[str, list[Any]]
    state: str
    key: str
    mark: str
    twin: int | None


DATA = ("headers", "samples", "columns", "cells", "typed", "errors")
FILE = tuple(RowsFile._meta.get_column_by_name(name) for name in File.__dataclass_fields__)
ROW = tuple(RowsFileRow._meta.get_column_by_name(name) for name in Row.__dataclass_fields__)
PIECE = 500  # values in one question; SQLite takes 32,766, PostgreSQL as many
Where = Any


def _values(given: dict[str, Any]) -> dict[Any, Any]:
    return {name: json.dumps(v, ensure_ascii=False) if name in DATA else v for name, v in given.items()}


def _restored(row: dict[str, Any]) -> dict[str, Any]:
    return {name: json.loads(v) if name in DATA else v for name, v in row.items()}


async def add(file: File) -> None:
    await RowsFile.insert(RowsFile(**_values(vars(file))))


async def by_id(wanted: UUID) -> File | None:
    row = await RowsFile.select(*FILE).where(RowsFile.id == wanted).first()
    return File(**_restored(row)) if row else None


async def of_case(case: UUID, field: str) -> list[File]:
    """The files for one question of a draft, the newest first."""
    rows = (
        await RowsFile.select(*FILE)
        .where((RowsFile.case == case) & (RowsFile.field == field))
        .order_by(RowsFile.created_at, ascending=False)
    )
    return [File(**_restored(row)) for row in rows]


async def older(moment: dt.datetime, limit: int = 50) -> list[File]:
    rows = await RowsFile.select(*FILE).where(RowsFile.created_at < moment).order_by(RowsFile.created_at).limit(limit)
    return [File(**_restored(row)) for row in rows]


async def change(file: UUID, version: int, **values: Any) -> bool:
    """Change a file that is still at this version; False when somebody else was first."""
    rows = (
        await RowsFile.update({**_values(values), "version": version + 1})
        .where((RowsFile.id == file) & (RowsFile.version == version))
        .returning(RowsFile.id)
    )
    return bool(rows)


async def advance(file: File, done: int, state: str) -> bool:
    """So many rows were read. False when somebody else read them, or the file was matched anew meanwhile."""
    rows = (
        await RowsFile.update({RowsFile.done: done, RowsFile.state: state, RowsFile.problem: ""})
        .where((RowsFile.id == file.id) & (RowsFile.version == file.version) & (RowsFile.done == file.done))
        .returning(RowsFile.id)
    )
    return bool(rows)


async def tell(file: UUID, *, problem: str | None = None, state: str | None = None) -> None:
    """What holds the reading up. Not a change that a person could miss, so the version stays."""
    values = {RowsFile.problem: problem, RowsFile.state: state}
    await RowsFile.update({column: value for column, value in values.items() if value is not None}).where(
        RowsFile.id == file
    )


async def forget_document(file: UUID) -> None:
    await RowsFile.update({RowsFile.document: None}).where(RowsFile.id == file)


async def remove(file: UUID) -> None:
    """With its rows."""
    await RowsFile.delete().where(RowsFile.id == file)


async def add_rows(rows: Sequence[Row]) -> None:
    if rows:
        await RowsFileRow.insert(*(RowsFileRow(**_values(vars(row))) for row in rows))


async def remove_rows(file: UUID) -> None:
    await RowsFileRow.delete().where(RowsFileRow.file == file)


async def keep_row(row: Row) -> None:
    await RowsFileRow.update(_values(vars(row))).where(RowsFileRow.id == row.id)


async def set_state(file: UUID, before: Sequence[str], after: str) -> None:
    await RowsFileRow.update({RowsFileRow.state: after}).where(
        (RowsFileRow.file == file) & RowsFileRow.state.is_in(list(before))
    )


async def counts(file: UUID) -> dict[str, int]:
    """How many rows are in each state."""
    found: list[dict[str, Any]] = await RowsFileRow.raw(
        "SELECT state, COUNT(*) AS n FROM rows_file_row WHERE file = {} GROUP BY state", file
    )
    return {row["state"]: int(row["n"]) for row in found}


async def rows(file: UUID, states: Sequence[str], limit: int, offset: int) -> list[Row]:
    """Rows in these states, in the order of the file."""
    return await _rows((RowsFileRow.file == file) & RowsFileRow.state.is_in(list(states)), limit, offset)


async def all_rows(file: UUID, states: Sequence[str] = ()) -> list[Row]:
    """However many, in the order of the file; of any state when none is given. Others have their turn meanwhile."""
    found, last = list[Row](), -1
    where: Where = RowsFileRow.file == file
    if states:
        where = where & RowsFileRow.state.is_in(list(states))
    while page := await _rows(where & (RowsFileRow.number > last), PIECE):
        found += page
        last = page[-1].number
        await asyncio.sleep(0)
    return found


async def by_numbers(file: UUID, numbers: Sequence[int]) -> list[Row]:
    if not numbers:
        return []
    return await _rows((RowsFileRow.file == file) & RowsFileRow.number.is_in(list(numbers)))


async def by_keys(file: UUID, keys: Sequence[str]) -> list[Row]:
    """Rows with one of these keys, in the order of the file."""
    found = list[Row]()
    for start in range(0, len(keys), PIECE):
        found += await _rows((RowsFileRow.file == file) & RowsFileRow.key.is_in(list(keys[start : start + PIECE])))
    return sorted(found, key=lambda row: row.number)


async def _rows(where: Where, limit: int = 0, offset: int = 0) -> list[Row]:
    query = RowsFileRow.select(*ROW).where(where).order_by(RowsFileRow.number)
    found: list[dict[str, Any]] = await (query.limit(limit).offset(offset) if limit else query)
    return [Row(**_restored(row)) for row in found]
