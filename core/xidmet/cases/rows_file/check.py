"""The dry run: the worker reads every row as the form would, some at a time.

Each piece is a transaction of its own that counts how far it came, so a worker that dies is followed by one that goes
on there; between two pieces everybody else has their turn.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from xidmet.cases.case import Case, case_of
from xidmet.cases.rows_file.mistakes import kept
from xidmet.cases.rows_file.reading import RowReader, Understood, reader_of
from xidmet.cases.rows_file.states import FAILED, READ, READING
from xidmet.cases.rows_file.twins import Draft, Judged, judged
from xidmet.cases.site import Site
from xidmet.contract.form import Part
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import RegisterDown
from xidmet.store import cases, documents, transaction
from xidmet.store import rows_file as store
from xidmet.store.rows_file import File, Row
from xidmet.tables.reading import Row as TableRow
from xidmet.tables.reading import read_table

PIECE = 50  # rows; about 20 ms in which nobody else is served


async def check_rows(site: Site, wanted: UUID, version: int) -> None:
    """Read the rows that were not read yet. version: of the file when this was asked for; a later one has its own turn.

    Raises RegisterDown: it is tried again, from where it stopped.
    """
    file = await store.by_id(wanted)
    if file is None or file.document is None or (file.state, file.version) != (READING, version):
        return
    record, stored = await cases.by_id(file.case), await documents.document(file.document)
    case = case_of(site, record) if record else None
    part = case.service.form.fields.get(file.field) if case else None
    if case is None or stored is None or not isinstance(part, Part):
        await store.tell(file.id, state=FAILED)
        return
    table = await read_table(await site.files.whole(stored))
    try:
        await _read(site, case, part, file, table.rows)
    except RegisterDown as down:
        await store.tell(file.id, problem=down.register)
        raise


async def give_up(wanted: UUID) -> None:
    """Nobody will read it any more; the page says so."""
    await store.tell(wanted, state=FAILED)


async def _read(site: Site, case: Case, part: Part[Any], file: File, rows: Sequence[TableRow]) -> None:
    reader, draft = reader_of(site, case, part), Draft(part, case.record.typed)
    done = file.done
    while done < len(rows):
        piece = rows[done : done + PIECE]
        checked = await _checked(reader, draft, file, piece)
        state = READ if done + len(piece) >= len(rows) else READING
        async with transaction():
            if not await store.advance(_at(file, done), done + len(piece), state):
                return  # somebody else reads it, or it was matched anew
            await store.add_rows(checked)
        done += len(piece)
        await asyncio.sleep(0)


def _at(file: File, done: int) -> File:
    return replace(file, done=done)


async def _checked(reader: RowReader, draft: Draft, file: File, rows: Sequence[TableRow]) -> list[Row]:
    understood = await reader.read([by_field(file.columns, row.cells) for row in rows])
    read = [with_cells(one, row, file.columns) for one, row in zip(understood, rows, strict=True)]
    states = await judged(reader, draft, file.id, [(row.number, one) for row, one in zip(rows, read, strict=True)])
    return [_row(file, row, one, state) for row, one, state in zip(rows, read, states, strict=True)]


def by_field(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {name: cell for name, cell in zip(columns, cells, strict=True) if name}


def with_cells(one: Understood, row: TableRow, columns: Sequence[str]) -> Understood:
    """What is wrong with the cells themselves."""
    errors = dict(one.errors)
    for place in row.gaps:
        if place < len(columns) and columns[place]:
            errors[columns[place]] = Mistake(_("This cell holds a formula without a result. Type the value itself."))
    if row.longer:
        errors[""] = Mistake(_("The row has more cells than the first row has names of columns."))
    return replace(one, errors=errors)


def _row(file: File, row: TableRow, one: Understood, state: Judged) -> Row:
    return Row(
        id=uuid4(),
        file=file.id,
        number=row.number,
        cells=list(row.cells),
        typed=one.typed,
        errors=kept(one.errors),
        state=state.state,
        key=one.key,
        mark=one.mark,
        twin=state.twin,
    )
