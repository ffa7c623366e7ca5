"""The file store: encrypting as it streams, against writing the same bytes plainly."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

from xidmet.bench.figure import Figure, compared
from xidmet.cases import Site
from xidmet.documents.kinds import Passing

PIECE, PIECES = b"x" * 262_144, 64  # 16 MiB
LARGE, PDF = 200 * 1000 * 1000, b"%PDF-1.7\n"


async def files(site: Site) -> list[Figure]:
    plain = site.settings.data / "bench.bin"

    async def ours() -> None:
        await site.files.put(_pieces(), "bench.bin", "application/octet-stream", party="p:0000000", case=None)

    async def theirs() -> None:
        await asyncio.to_thread(_write, plain)

    figure = await compared("files.put 16 MiB", "written plainly, forced to the disk", ours, theirs)
    plain.unlink(missing_ok=True)
    return [figure, await _memory(site)]


async def _memory(site: Site) -> Figure:
    """How much more memory the process holds, at most, while 200 MB pass: judged, encrypted and stored."""
    before, most = _resident(), 0.0

    async def watched() -> AsyncIterator[bytes]:
        nonlocal most
        for place in range(LARGE // len(PIECE)):
            yield PDF + PIECE[len(PDF) :] if place == 0 else PIECE
            most = max(most, _resident() - before)

    passing = Passing(watched(), "bench.pdf", ("pdf",), LARGE)
    stored = await site.files.store(passing.stream(), "bench.pdf", "application/pdf", party="p:0000000", case=None)
    await site.files.erase(stored.place)
    return Figure("files.memory 200 MB", most, "MB", "30 MB: must stay below 1", most / 30)


def _resident() -> float:
    """Megabytes of this process that are in memory just now."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def _pieces() -> AsyncIterator[bytes]:
    for _piece in range(PIECES):
        yield PIECE


def _write(path: Path) -> None:
    with path.open("wb") as file:
        for _piece in range(PIECES):
            file.write(PIECE)
        file.flush()
        os.fsync(file.fileno())
