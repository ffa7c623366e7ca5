"""The dry run: the worker puts the rows of a file away, then reads each as the form would, some at a time.

Each piece is a transaction of its own that counts how far it came, so a worker that dies is followed by one that goes
on there; between two pieces everybody else has their turn.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from xidmet.cases import kept_files
from xidmet.cases.roster_file.enter import enter_when_read
from xidmet.cases.roster_file.entry import Entry, entry_for
from xidmet.cases.roster_file.judge import Judge
from xidmet.cases.roster_file.states import FAILED, GAPS, LONGER, READ, READING, RowState
from xidmet.cases.rows_file.check import by_field, with_cells
from xidmet.cases.site import Site
from xidmet.errors import RegisterDown, Retry
from xidmet.store import documents, transaction
from xidmet.store import roster_file as store
from xidmet.store.roster_file import File, Row
from xidmet.tables.limits import MOST_PEOPLE
from xidmet.tables.reading import Row as TableRow
from xidmet.tables.refused import BadTable
from xidmet.tables.streaming import open_table

PIECE = 50  # rows; some 20 ms in which nobody else is served
PUT_AWAY = 200  # rows in one insert
LONGEST = 120.0  # seconds at a time; then others have their turn before it goes on


async def check_rows(site: Site, payload: Mapping[str, Any]) -> None:
    """By the worker. payload: the file, and its version when this was asked for; a later one has its own turn. then:
    who wants the right rows entered as soon as all are read; nobody, where a person looks at them first.

    Raises RegisterDown and Retry: it is tried again, and goes on where it stopped.
    """
    file = await store.by_id(UUID(payload["file"]))
    if file is not None and (file.state, file.version) == (READING, payload["version"]):
        await _check(site, file)
    then, read = payload.get("then"), await store.by_id(UUID(payload["file"])) if payload.get("then") else None
    if then and read and (read.state, read.version) == (READ, payload["version"]):
        await enter_when_read(site, read, then)


async def _check(site: Site, file: File) -> None:
    service = site.catalogue.services.get(file.service)
    entry = entry_for(service, file.party) if service else None
    if entry is None or not await _put_away(site, file):
        await store.tell(file.id, state=FAILED)
        return
    try:
        await _read(site, entry, file)
    except RegisterDown as down:
        await store.tell(file.id, problem=down.register)
        raise


async def give_up(payload: Mapping[str, Any]) -> None:
    """Nobody will read it any more; the page says so."""
    await store.tell(UUID(payload["file"]), state=FAILED)


async def _put_away(site: Site, file: File) -> bool:
    """Into the store, row by row; then the bytes as they came are needed no more. False when they can't be read."""
    if file.document is None:
        return True
    stored = await documents.document(file.document)
    if stored is None:
        return False
    content, last, piece = await site.files.whole(stored), await store.last_number(file.id), list[Row]()
    try:
        async with open_table(content, MOST_PEOPLE) as table:
            async for row in table:
                if row.number > last:
                    piece.append(_waiting(file, row))
                if len(piece) == PUT_AWAY:
                    await _keep(piece)
                    piece = []
    except BadTable:
        return False
    await _keep(piece)
    await kept_files.drop_document(site, store.kept, file)
    return True


async def _keep(rows: Sequence[Row]) -> None:
    async with transaction():
        await store.add_rows(rows)


def _waiting(file: File, row: TableRow) -> Row:
    marks = {**({GAPS: list(row.gaps)} if row.gaps else {}), **({LONGER: True} if row.longer else {})}
    return Row(
        id=uuid4(),
        file=file.id,
        number=row.number,
        cells=list(row.cells),
        typed=marks,
        errors={},
        state=RowState.WAITS,
        key="",
        mark="",
        twin=None,
    )


async def _read(site: Site, entry: Entry, file: File) -> None:
    judge, loop = Judge(site, entry), asyncio.get_running_loop()
    ends, done = loop.time() + LONGEST, file.done
    while piece := await store.rows_after(file.id, (RowState.WAITS,), 0, PIECE):
        read = await _checked(judge, file, piece)
        async with transaction():
            if not await store.advance(replace(file, done=done), done + len(piece), READING):
                return  # somebody else reads it, or it was matched anew
            for row in read:
                await store.keep_row(row)
        done += len(piece)
        await asyncio.sleep(0)
        if loop.time() > ends:
            raise Retry(0, "the rows are many")
    await store.advance(replace(file, done=done), done, READ)


async def _checked(judge: Judge, file: File, rows: Sequence[Row]) -> list[Row]:
    understood = await judge.reader.read([by_field(file.columns, row.cells) for row in rows])
    cells = [
        TableRow(row.number, tuple(row.cells), tuple(row.typed.get(GAPS, ())), bool(row.typed.get(LONGER)))
        for row in rows
    ]
    read = [with_cells(one, row, file.columns) for one, row in zip(understood, cells, strict=True)]
    return await judge.judged(file.id, rows, read)
