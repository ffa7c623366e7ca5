"""A table from a stranger's file, read by a process of its own that can be stopped."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from dataclasses import dataclass

import structlog

from xidmet.tables.limits import MOST_BYTES, PARALLEL, SECONDS
from xidmet.tables.refused import BadTable, broken, no_rows, too_heavy, too_large
from xidmet.turns import Turns

log = structlog.get_logger()

COMMAND = (sys.executable, "-I", "-X", "utf8", "-m", "xidmet.tables.child")
TURNS = Turns(PARALLEL)  # to be held while a process reads


@dataclass(frozen=True)
class Row:
    """number: as the spreadsheet program shows it. cells: one for each column. gaps: places of cells whose formula
    has no result in the file. longer: there are cells beyond the last named column.
    """

    number: int
    cells: tuple[str, ...]
    gaps: tuple[int, ...]
    longer: bool


@dataclass(frozen=True)
class Table:
    headers: tuple[str, ...]
    rows: tuple[Row, ...]


async def read_table(content: bytes) -> Table:
    """Raises BadTable, with the reason, within about SECONDS; whatever is in the file."""
    if not content:
        raise no_rows()
    if len(content) > MOST_BYTES:
        raise too_large(MOST_BYTES)
    async with TURNS.one():
        told = await _told(content)
    return await asyncio.to_thread(_table, told)


async def _told(content: bytes) -> bytes:
    process = await asyncio.create_subprocess_exec(*COMMAND, stdin=PIPE, stdout=PIPE, stderr=PIPE, env={})
    try:
        async with asyncio.timeout(SECONDS):
            told, complaint = await process.communicate(content)
    except TimeoutError:
        raise too_heavy() from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        log.warning(
            "a table could not be read", code=process.returncode, complaint=complaint[-300:].decode("utf-8", "replace")
        )
        raise too_heavy() if process.returncode < 0 else broken()
    return told


def _table(told: bytes) -> Table:
    lines = told.split(b"\n")
    headers, rows = json.loads(lines[0]), list[Row]()
    if isinstance(headers, dict):
        raise BadTable(headers["why"], headers["mend"], **headers["values"])
    for line in lines[1:-1]:
        said = json.loads(line)
        if isinstance(said, dict):
            raise BadTable(said["why"], said["mend"], **said["values"])
        rows.append(Row(said[0], tuple(said[1]), tuple(said[2]), said[3]))
    return Table(tuple(headers), tuple(rows))
