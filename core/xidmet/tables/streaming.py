"""A large table from a stranger's file, row by row: no more of it is in memory here than a few rows."""

from __future__ import annotations

import asyncio
import contextlib
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog

from xidmet.tables.limits import LONGEST_CELL, MOST_BYTES, MOST_COLUMNS, SECONDS_OF_MANY
from xidmet.tables.reading import COMMAND, TURNS, Row
from xidmet.tables.refused import BadTable, broken, no_rows, too_heavy, too_large

log = structlog.get_logger()

LONGEST_LINE = MOST_COLUMNS * LONGEST_CELL * 2  # bytes; a longer row is refused


class Rows:
    """headers: names of the columns. The rows may be gone through once."""

    def __init__(self, process: Process, headers: tuple[str, ...]) -> None:
        self._process, self.headers = process, headers

    async def __aiter__(self) -> AsyncIterator[Row]:
        """Raises BadTable where the file ends to be a table."""
        while (said := await _line(self._process)) is not None:
            assert isinstance(said, list)
            yield Row(said[0], tuple(said[1]), tuple(said[2]), said[3])


@asynccontextmanager
async def open_table(content: bytes, most: int) -> AsyncIterator[Rows]:
    """Rows of a file. most: of them. Raises BadTable; here, and while the rows are gone through.

    It occupies one of few places while it is open: put the rows away, then work on them.
    """
    if not content:
        raise no_rows()
    if len(content) > MOST_BYTES:
        raise too_large(MOST_BYTES)
    async with TURNS.one():
        process = await asyncio.create_subprocess_exec(
            *COMMAND, str(most), stdin=PIPE, stdout=PIPE, stderr=PIPE, env={}, limit=LONGEST_LINE
        )
        feeding = asyncio.create_task(_feed(process, content))
        try:
            headers = await _line(process)
            yield Rows(process, tuple(headers or ()))
        finally:
            feeding.cancel()
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()


async def _feed(process: Process, content: bytes) -> None:
    assert process.stdin is not None
    with contextlib.suppress(ConnectionError):  # it has ended, and says itself why
        process.stdin.write(content)
        await process.stdin.drain()
        process.stdin.close()


async def _line(process: Process) -> list[Any] | None:
    """What the process says next; None at the end. Raises BadTable."""
    assert process.stdout is not None
    try:
        async with asyncio.timeout(SECONDS_OF_MANY):
            line = await process.stdout.readline()
    except (TimeoutError, ValueError):
        raise too_heavy() from None
    if not line:
        await _ended_well(process)
        return None
    said = json.loads(line)
    if isinstance(said, dict):
        raise BadTable(said["why"], said["mend"], **said["values"])
    assert isinstance(said, list)
    return said


async def _ended_well(process: Process) -> None:
    assert process.stderr is not None
    complaint = await process.stderr.read()
    if await process.wait():
        log.warning(
            "a table could not be read", code=process.returncode, complaint=complaint[-300:].decode("utf-8", "replace")
        )
        raise too_heavy() if (process.returncode or 0) < 0 else broken()
