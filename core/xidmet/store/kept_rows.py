"""Rows of files as the store keeps them until somebody has done with them; whatever they are for."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from piccolo.table import Table


@dataclass(frozen=True, kw_only=True)
class KeptFile:
    """columns: the field that each column is for; "" for none. done: rows that were read.

    problem: the label of a register that does not answer just now.
    """

    id: UUID
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


@dataclass(frozen=True, kw_only=True)
class KeptRow:
    """errors: path -> [msgid, values, doubtful?]. key: "" where rows have none. twin: the number of the row with the
    same key; 0 when it stands elsewhere already.
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


F = TypeVar("F", bound=KeptFile)
R = TypeVar("R", bound=KeptRow)
DATA = ("headers", "samples", "columns", "cells", "typed", "errors")
PIECE = 500  # values in one question; SQLite takes 32,766, PostgreSQL as many
Where = Any


def _values(given: dict[str, Any]) -> dict[Any, Any]:
    return {name: json.dumps(v, ensure_ascii=False) if name in DATA else v for name, v in given.items()}


def _restored(row: dict[str, Any]) -> dict[str, Any]:
    return {name: json.loads(v) if name in DATA else v for name, v in row.items()}


class KeptRows(Generic[F, R]):
    """The files of one table and their rows in another."""

    def __init__(self, files: type[Table], rows: type[Table], file: type[F], row: type[R]) -> None:
        self.file_table: Any = files
        self.row_table: Any = rows
        self._file, self._row = file, row
        self._file_columns = tuple(files._meta.get_column_by_name(name) for name in file.__dataclass_fields__)
        self._row_columns = tuple(rows._meta.get_column_by_name(name) for name in row.__dataclass_fields__)

    async def add(self, file: F) -> None:
        await self.file_table.insert(self.file_table(**_values(vars(file))))

    async def by_id(self, wanted: UUID) -> F | None:
        found = await self.files(self.file_table.id == wanted, 1)
        return found[0] if found else None

    async def files(self, where: Where, limit: int) -> list[F]:
        """The newest first."""
        table = self.file_table
        query = table.select(*self._file_columns).where(where).order_by(table.created_at, ascending=False)
        return [self._file(**_restored(row)) for row in await query.limit(limit)]

    async def older(self, moment: dt.datetime, limit: int = 50) -> list[F]:
        table = self.file_table
        rows = await (
            table.select(*self._file_columns).where(table.created_at < moment).order_by(table.created_at).limit(limit)
        )
        return [self._file(**_restored(row)) for row in rows]

    async def change(self, file: UUID, version: int, **values: Any) -> bool:
        """Change a file that is still at this version; False when somebody else was first."""
        table = self.file_table
        rows = await (
            table.update({**_values(values), "version": version + 1})
            .where((table.id == file) & (table.version == version))
            .returning(table.id)
        )
        return bool(rows)

    async def advance(self, file: F, done: int, state: str) -> bool:
        """So many rows were read. False when somebody else read them, or the file was matched anew meanwhile."""
        table = self.file_table
        rows = await (
            table.update({table.done: done, table.state: state, table.problem: ""})
            .where((table.id == file.id) & (table.version == file.version) & (table.done == file.done))
            .returning(table.id)
        )
        return bool(rows)

    async def tell(self, file: UUID, *, problem: str | None = None, state: str | None = None) -> None:
        """What holds the work up. Not a change that a person could miss, so the version stays."""
        values = {self.file_table.problem: problem, self.file_table.state: state}
        said = {column: value for column, value in values.items() if value is not None}
        await self.file_table.update(said).where(self.file_table.id == file)

    async def forget_document(self, file: UUID) -> None:
        await self.file_table.update({self.file_table.document: None}).where(self.file_table.id == file)

    async def remove(self, file: UUID) -> None:
        """With its rows."""
        await self.file_table.delete().where(self.file_table.id == file)

    async def add_rows(self, rows: Sequence[R]) -> None:
        if rows:
            await self.row_table.insert(*(self.row_table(**_values(vars(row))) for row in rows))

    async def remove_rows(self, file: UUID) -> None:
        await self.row_table.delete().where(self.row_table.file == file)

    async def keep_row(self, row: R) -> None:
        await self.row_table.update(_values(vars(row))).where(self.row_table.id == row.id)

    async def set_state(self, file: UUID, before: Sequence[str], after: str) -> None:
        table = self.row_table
        await table.update({table.state: after}).where((table.file == file) & table.state.is_in(list(before)))

    async def counts(self, file: UUID) -> dict[str, int]:
        """How many rows are in each state."""
        name = self.row_table._meta.tablename
        found: list[dict[str, Any]] = await self.row_table.raw(
            f"SELECT state, COUNT(*) AS n FROM {name} WHERE file = {{}} GROUP BY state",  # noqa: S608  # a table of ours
            file,
        )
        return {row["state"]: int(row["n"]) for row in found}

    async def rows(self, file: UUID, states: Sequence[str], limit: int, offset: int) -> list[R]:
        """Rows in these states, in the order of the file."""
        return await self._rows((self.row_table.file == file) & self._in(states), limit, offset)

    async def rows_after(self, file: UUID, states: Sequence[str], number: int, limit: int = PIECE) -> list[R]:
        """Rows in these states, or in any when none is given, that stand behind the one with this number."""
        where = (self.row_table.file == file) & (self.row_table.number > number)
        return await self._rows(where & self._in(states) if states else where, limit)

    async def all_rows(self, file: UUID, states: Sequence[str] = ()) -> list[R]:
        """However many, in the order of the file; of any state when none is given. Others have their turn meanwhile."""
        found, last = list[R](), -1
        while page := await self.rows_after(file, states, last):
            found += page
            last = page[-1].number
            await asyncio.sleep(0)
        return found

    async def by_numbers(self, file: UUID, numbers: Sequence[int]) -> list[R]:
        if not numbers:
            return []
        return await self._rows((self.row_table.file == file) & self.row_table.number.is_in(list(numbers)))

    async def by_keys(self, file: UUID, keys: Sequence[str]) -> list[R]:
        """Rows with one of these keys, in the order of the file."""
        found = list[R]()
        for start in range(0, len(keys), PIECE):
            wanted = self.row_table.key.is_in(list(keys[start : start + PIECE]))
            found += await self._rows((self.row_table.file == file) & wanted)
        return sorted(found, key=lambda row: row.number)

    def _in(self, states: Sequence[str]) -> Where:
        return self.row_table.state.is_in(list(states))

    async def _rows(self, where: Where, limit: int = 0, offset: int = 0) -> list[R]:
        query = self.row_table.select(*self._row_columns).where(where).order_by(self.row_table.number)
        found: list[dict[str, Any]] = await (query.limit(limit).offset(offset) if limit else query)
        return [self._row(**_restored(row)) for row in found]
