"""A ZIP that is written while it is read: nothing of it is ever whole in memory, nor on a disk."""

from __future__ import annotations

import asyncio
import re
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass

from xidmet import clock
from xidmet.documents.names import clean_name

PIECE = 256 * 1024  # bytes, about
FAST = 1  # of deflate: most files are packed already
LARGE = 2**31  # bytes; from there on an entry needs the longer fields
NOT_EVERYWHERE = re.compile(r'[<>:"|?*]')  # signs that some systems take in no name


@dataclass(frozen=True)
class Entry:
    """path: inside the ZIP. size: bytes if they are known, else it must be small enough."""

    path: str
    pieces: AsyncIterator[bytes]
    size: int = 0


class _Sink:
    """What was written since it was last taken. It can't be gone back in, so sizes follow their entries."""

    def __init__(self) -> None:
        self._there = bytearray()

    def write(self, piece: bytes) -> int:
        self._there += piece
        return len(piece)

    def flush(self) -> None:
        """There is nothing between it and whoever takes."""

    def close(self) -> None:
        """Nothing is open."""

    def __len__(self) -> int:
        return len(self._there)

    def take(self) -> bytes:
        taken = bytes(self._there)
        self._there.clear()
        return taken


async def zipped(entries: AsyncIterator[Entry]) -> AsyncIterator[bytes]:
    """Everything is deflated: many programs can't read an unpacked entry whose size follows it."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=FAST) as archive:
        async for entry in entries:
            with archive.open(_named(entry.path), "w", force_zip64=entry.size >= LARGE) as file:
                async for piece in entry.pieces:
                    await asyncio.to_thread(file.write, piece)  # others have their turn while it is packed
                    if len(sink) >= PIECE:
                        yield sink.take()
    yield sink.take()


def _named(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, clock.local(clock.now()).timetuple()[:6])
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    return info


def safe_name(given: str) -> str:
    """A file's name that is no path and can be written everywhere, whatever its owner called it."""
    return NOT_EVERYWHERE.sub("_", clean_name(given, ""))[-120:].strip(". ") or "file"
