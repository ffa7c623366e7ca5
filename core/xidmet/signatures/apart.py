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
import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from xidmet import clock
from xidmet.settings import PREFIX
from xidmet.signatures.anchors import Anchors
from xidmet.signatures.fetching import Fetcher
from xidmet.signatures.material import material
from xidmet.signatures.report import Report
from xidmet.signatures.report_json import Json, as_json
from xidmet.signatures.signing.returned import verify_returned
from xidmet.signatures.trust import Trust
from xidmet.signatures.verify import too_big, verify

SECONDS, MOST_BYTES = 9.0, 260_000_000
AT_LEAST = 120_000_000  # bytes for the check itself
FORK_STARTS, PROGRAM_STARTS = 0.5, 3.0  # seconds, of the whole
MOST_FILE_BYTES = 30_000_000


@dataclass(frozen=True)
class Asked:
    """file, content: bytes, or a path that only the other process opens. at: None: now. private: as in Fetcher.

    anchors: reads them; for another program it must be picklable. original: what the file must hold signed, all of it
    and nothing else; then there is no content, and the report comes with its material.
    """

    file: bytes | Path
    anchors: Callable[[], Anchors]
    content: bytes | Path | None = None
    at: dt.datetime | None = None
    require_revocation: bool = True
    private: tuple[str, ...] = ()
    original: bytes | None = None


def checked_in_fork(asked: Asked, *, seconds: float = SECONDS) -> Json:
    """The machine report, within that many seconds, by a copy of this process. Blocks meanwhile.

    For a command, which has no threads; it costs nothing to start. Raises OSError for a file that can't be opened,
    ValueError for anchors that can't be read.
    """
    return in_fork(partial(_checked, asked, seconds - FORK_STARTS), seconds) or _ended(asked)


def in_fork(work: Callable[[], Json], seconds: float) -> Json | None:
    """What a copy of this process made of it, within that many seconds and MOST_BYTES; None when it gave no answer.

    Raises ValueError with what the work said when it raised OSError or ValueError.
    """
    ours, theirs = multiprocessing.Pipe(duplex=False)
    args = (work, theirs.send_bytes, seconds - FORK_STARTS)
    process = multiprocessing.get_context("fork").Process(target=_bounded, args=args)
    process.start()
    theirs.close()
    try:
        with contextlib.suppress(EOFError, OSError):
            if ours.poll(seconds):
                return _said(ours.recv_bytes())
        return None
    finally:
        process.kill()
        process.join()
        ours.close()


def checked_apart(asked: Asked, *, seconds: float = SECONDS) -> Json:
    """The same by a new program, for a server, which must not be copied with its locks. It starts within two seconds.

    It gets none of the site's settings, for keys are among them.
    """
    bare = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    command, told = [sys.executable, "-m", "xidmet.signatures.apart"], pickle.dumps((asked, seconds - PROGRAM_STARTS))
    try:
        done = subprocess.run(command, input=told, capture_output=True, timeout=seconds, check=False, env=bare)  # noqa: S603
    except subprocess.TimeoutExpired:
        return _ended(asked)
    return _said(done.stdout) if done.stdout else _ended(asked)


def _said(answer: bytes) -> Json:
    said: Json = json.loads(answer)
    if "wrong" in said:
        raise ValueError(said["wrong"])
    return said


def _ended(asked: Asked) -> Json:
    """It gave no answer: it was ended by its bounds, or by what is in the file."""
    return as_json(Report(asked.at or clock.now(), error=too_big().error, readable=False))


def _checked(asked: Asked, seconds: float) -> Json:
    report = asyncio.run(_report(asked, seconds))
    return as_json(report) | ({} if asked.original is None else {"material": material(report)})


def _bounded(work: Callable[[], Json], tell: Callable[[bytes], object], seconds: float) -> None:
    most = max(MOST_BYTES, _held() + AT_LEAST)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        said = work()
    except (OSError, ValueError) as wrong:
        said = {"wrong": str(wrong)}
    except MemoryError:
        return
    tell(json.dumps(said).encode())


def _held() -> int:
    """Bytes that this process has already, which a copy of a big one begins with; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[5])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * resource.getpagesize()


async def _report(asked: Asked, seconds: float) -> Report:
    file, content = _bytes(asked.file), None if asked.content is None else _bytes(asked.content)
    trust = Trust(asked.anchors(), Fetcher(asked.private))
    required = asked.require_revocation
    left = max(seconds - 1, seconds / 2)
    if asked.original is not None:
        return await verify_returned(file, asked.original, trust=trust, at=asked.at, seconds=left)
    return await verify(file, content, trust=trust, at=asked.at, require_revocation=required, seconds=left)


def _bytes(held: bytes | Path) -> bytes:
    """One byte more than is taken, so that it is seen to be longer."""
    if isinstance(held, bytes):
        return held
    with held.open("rb") as file:
        return file.read(MOST_FILE_BYTES + 1)


if __name__ == "__main__":
    _asked, _seconds = pickle.load(sys.stdin.buffer)  # noqa: S301  # from the portal itself
    _bounded(partial(_checked, _asked, _seconds), sys.stdout.buffer.write, _seconds)
