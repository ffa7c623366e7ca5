"""A check of a stranger's file in a process of its own, so that whatever is in the file, it ends in time and in memory.

The parsers are many and partly in C; a file may make one of them run for hours, fill the memory or end the process. The
process gets nothing but the file and the anchors, and gives back JSON.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import multiprocessing
import resource
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Literal

from xidmet import clock
from xidmet.signatures.anchors import Anchors
from xidmet.signatures.fetching import Fetcher
from xidmet.signatures.report import Report
from xidmet.signatures.report_json import Json, as_json
from xidmet.signatures.trust import Trust
from xidmet.signatures.verify import too_big, verify

SECONDS, MOST_BYTES = 8.5, 260_000_000
STARTED = 0.5  # seconds for the process itself
MOST_FILE_BYTES = 30_000_000
Start = Literal["fork", "forkserver"]


@dataclass(frozen=True)
class Asked:
    """file, content: bytes, or a path that only the other process opens. at: None: now. private: as in Fetcher.

    anchors: reads them; for "forkserver" it must be picklable.
    """

    file: bytes | Path
    anchors: Callable[[], Anchors]
    content: bytes | Path | None = None
    at: dt.datetime | None = None
    require_revocation: bool = True
    private: tuple[str, ...] = ()


def checked_apart(asked: Asked, *, start: Start = "forkserver", seconds: float = SECONDS) -> Json:
    """The machine report, within that many seconds. Blocks meanwhile.

    start: "fork" for a command, which is cheap and has no threads; a server must not be copied with its locks.
    Raises OSError for a file that can't be opened, ValueError for anchors that can't be read.
    """
    context = multiprocessing.get_context(start)
    if start == "forkserver":
        context.set_forkserver_preload(["xidmet.signatures.apart"])
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_check, args=(asked, theirs, seconds), daemon=True)  # type: ignore[attr-defined]
    process.start()
    theirs.close()
    try:
        return _answer(ours, asked, seconds)
    finally:
        process.kill()
        process.join()
        ours.close()


def _answer(ours: Connection, asked: Asked, seconds: float) -> Json:
    """Nothing, or no more than a part: it was ended by its bounds, or by what is in the file."""
    with contextlib.suppress(EOFError, OSError):
        if ours.poll(seconds):
            said: Json = json.loads(ours.recv_bytes())
            if "wrong" in said:
                raise ValueError(said["wrong"])
            return said
    return as_json(Report(asked.at or clock.now(), error=too_big().error, readable=False))


def _check(asked: Asked, theirs: Connection, seconds: float) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        said = as_json(asyncio.run(_report(asked, seconds - STARTED)))
    except (OSError, ValueError) as wrong:
        said = {"wrong": str(wrong)}
    except MemoryError:
        return
    theirs.send_bytes(json.dumps(said).encode())


async def _report(asked: Asked, seconds: float) -> Report:
    file, content = _bytes(asked.file), None if asked.content is None else _bytes(asked.content)
    trust = Trust(asked.anchors(), Fetcher(asked.private))
    required = asked.require_revocation
    return await verify(
        file, content, trust=trust, at=asked.at, require_revocation=required, seconds=min(seconds - 1, seconds * 0.8)
    )


def _bytes(held: bytes | Path) -> bytes:
    """One byte more than is taken, so that it is seen to be longer."""
    if isinstance(held, bytes):
        return held
    with held.open("rb") as file:
        return file.read(MOST_FILE_BYTES + 1)
