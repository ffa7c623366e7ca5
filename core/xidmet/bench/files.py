"""The file store: encrypting as it streams, against writing the same bytes plainly."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

from xidmet.bench.figure import Figure, compared
from xidmet.cases import Site

PIECE, PIECES = b"x" * 262_144, 64  # 16 MiB


async def files(site: Site) -> list[Figure]:
    plain = site.settings.data / "bench.bin"

    async def ours() -> None:
        await site.files.put(_pieces(), "bench.bin", "application/octet-stream", party="p:0000000", case=None)

    async def theirs() -> None:
        await asyncio.to_thread(_write, plain)

    figure = await compared("files.put 16 MiB", "written plainly, forced to the disk", ours, theirs)
    plain.unlink(missing_ok=True)
    return [figure]


async def _pieces() -> AsyncIterator[bytes]:
    for _piece in range(PIECES):
        yield PIECE


def _write(path: Path) -> None:
    with path.open("wb") as file:
        for _piece in range(PIECES):
            file.write(PIECE)
        file.flush()
        os.fsync(file.fileno())
