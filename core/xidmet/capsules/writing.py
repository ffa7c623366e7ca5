"""A capsule is written while its files are read: nothing of it is ever whole in memory."""

from __future__ import annotations

import asyncio
import hashlib
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from xidmet.capsules.files import Piece, fixed
from xidmet.capsules.frame import MOST_BYTES, MOST_FILES, Entry, head, tail
from xidmet.signatures import Seal
from xidmet.signatures.asic_writing import MANIFEST, SIGNATURE, SIGNATURE_MEDIA, manifest_of
from xidmet.signatures.formats.asic import MANY, MIMETYPE

LAST = 100_000_000  # bytes that the manifest, the signature and the list at the end never reach


class TooLarge(Exception):
    """What is in it does not fit into one capsule, of 4 GiB and 20,000 files."""


@dataclass(frozen=True)
class _Measured:
    size: int
    crc: int
    digest: bytes


async def sealed_container(pieces: AsyncIterator[Piece], seal: Seal) -> AsyncIterator[bytes]:
    """The bytes of an ASiC-E container with all pieces and one detached CAdES signature over them.

    Each piece is read twice: first for its length and hashes, which stand before it, so that every program can read it.
    Raises TooLarge, ValueError when the seal can't sign just now or a piece is another one the second time; besides,
    whatever the pieces raise.
    """
    entries: list[Entry] = []
    listed: list[tuple[str, str, bytes]] = []

    async def put(piece: Piece) -> AsyncIterator[bytes]:
        measured = await _measured(piece)
        entry = Entry(piece.name, measured.size, measured.crc, entries[-1].end if entries else 0)
        if entry.end > MOST_BYTES - LAST or len(entries) >= MOST_FILES - 4:
            raise TooLarge
        entries.append(entry)
        if piece.name not in (MIMETYPE, MANIFEST, SIGNATURE):
            listed.append((piece.name, piece.media, measured.digest))
        yield head(entry)
        async for part in _same(piece, measured):
            yield part

    async for part in put(fixed(MIMETYPE, "", MANY.encode())):
        yield part
    async for piece in pieces:
        async for part in put(piece):
            yield part
    manifest = manifest_of(listed)
    async for part in put(fixed(MANIFEST, "text/xml", manifest)):
        yield part
    signature = await asyncio.to_thread(seal.sign_cms, manifest)
    async for part in put(fixed(SIGNATURE, SIGNATURE_MEDIA, signature)):
        yield part
    yield tail(entries)


async def _measured(piece: Piece) -> _Measured:
    size, crc, digest = 0, 0, hashlib.sha256()
    async for part in piece.read():
        size, crc = size + len(part), zlib.crc32(part, crc)
        digest.update(part)
    return _Measured(size, crc, digest.digest())


async def _same(piece: Piece, measured: _Measured) -> AsyncIterator[bytes]:
    digest = hashlib.sha256()
    async for part in piece.read():
        digest.update(part)
        yield part
    if digest.digest() != measured.digest:
        raise ValueError(f"{piece.name} changed while it was read")
