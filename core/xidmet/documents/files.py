"""The file store: a local folder, or S3; the same to everybody above."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import datetime as dt
import hashlib
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import obstore
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

from xidmet import clock
from xidmet.documents.pictures import Pictures
from xidmet.documents.sealed import Damaged, seal, unseal
from xidmet.settings import Settings
from xidmet.signatures.demo_authority import write_secret
from xidmet.store import documents as rows
from xidmet.store.documents import Stored

UPLOADED = 5 * 1024 * 1024  # bytes in each part of an upload to S3, the least it takes; two of them are in memory
LISTED = 500  # places in one piece of a list
HEALTH = "health"
PLACE = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")
DRAWN_AT_ONCE = 2  # previews; each may use a gigabyte for some seconds


class Files:
    """Puts files in and hands them out. The object is written first, then its row: a row never lacks its bytes."""

    def __init__(self, settings: Settings) -> None:
        self._folder = None if settings.files else settings.data / "files"
        self._store = _object_store(settings.files, self._folder)
        self._key, *old = _wrapping_keys(settings)
        self.drawing = asyncio.Semaphore(DRAWN_AT_ONCE)
        self.pictures = Pictures()
        self._key_id = _key_id(self._key)
        self._keys = {_key_id(key): key for key in (self._key, *old)}

    def derived(self, purpose: bytes) -> bytes:
        """Another key of 32 bytes for one purpose, the same in every process of the site (HKDF, RFC 5869)."""
        return _derived(self._key, purpose)

    def all_derived(self, purpose: bytes) -> tuple[bytes, ...]:
        """The same from every key the site has had: the first is for writing, all of them for reading."""
        return tuple(_derived(key, purpose) for key in self._keys.values())

    async def put(
        self,
        source: AsyncIterator[bytes],
        name: str,
        media_type: str,
        *,
        party: str,
        case: UUID | None,
        made_here: bool = False,
    ) -> Stored:
        """Store a stream; returns what is known of it. made_here: by the portal itself, so it need not be scanned."""
        stored = await self.store(source, name, media_type, party=party, case=case, made_here=made_here)
        await rows.keep(stored)
        return stored

    async def store(
        self,
        source: AsyncIterator[bytes],
        name: str,
        media_type: str,
        *,
        party: str,
        case: UUID | None,
        made_here: bool = False,
    ) -> Stored:
        """Only the bytes: the row is for the caller to keep, or the bytes to remove.

        Nothing is left of a stream that breaks off or raises.
        """
        wanted = uuid4()
        place = f"{wanted.hex[:2]}/{wanted.hex}"
        counted = _Counted(source)
        # No mode="create": with it the whole content is gathered in memory. No two files have the same place anyway.
        sealed = seal(counted.bytes(), self._key, self._key_id, place)
        await obstore.put_async(self._store, place, sealed, use_multipart=True, chunk_size=UPLOADED, max_concurrency=2)
        if self._folder:
            await asyncio.to_thread(_to_disk, self._folder / place, self._folder)
        return Stored(
            id=wanted,
            case=case,
            party=party,
            name=name,
            media_type=media_type,
            size=counted.size,
            sha256=counted.digest.hexdigest(),
            place=place,
            scan="made here" if made_here else "not scanned",
            made_here=made_here,
            created_at=clock.now(),
        )

    async def erase(self, place: str) -> None:
        """The bytes of a file whose row is gone, or never was. Safe to repeat."""
        with contextlib.suppress(FileNotFoundError):
            await obstore.delete_async(self._store, place)

    async def stream(self, stored: Stored) -> AsyncIterator[bytes]:
        """The bytes of a file, decrypted as they go.

        Raises Damaged before the last of them is handed out when they are not those whose hash its row keeps.
        """
        counted = _Counted(unseal(self._pieces(stored.place), self._keys, stored.place))
        async for piece in counted.bytes():
            if counted.size >= stored.size and not counted.is_of(stored):
                raise Damaged(stored.place)
            yield piece
        if counted.size < stored.size:
            raise Damaged(stored.place)

    async def _pieces(self, place: str) -> AsyncIterator[bytes]:
        found = await obstore.get_async(self._store, place)
        async for piece in found.stream(min_chunk_size=256 * 1024):
            yield bytes(piece)

    async def remove(self, stored: Stored) -> None:
        """The row first: a crash between the two leaves bytes that nobody can read, never a row without its bytes."""
        await rows.remove(stored.id)
        with contextlib.suppress(FileNotFoundError):
            await obstore.delete_async(self._store, stored.place)

    async def whole(self, stored: Stored) -> bytes:
        """All of a small file, such as a certificate that goes into an e-mail."""
        return b"".join([piece async for piece in self.stream(stored)])

    async def older_than(self, age: dt.timedelta) -> AsyncIterator[list[str]]:
        """Where whole files lie that are older, whatever the rows say; by the store's own clock."""
        before = await self._now() - age
        async for found in obstore.list(self._store, chunk_size=LISTED):
            yield [one["path"] for one in found if PLACE.fullmatch(one["path"]) and one["last_modified"] < before]

    async def broken_off(self, age: dt.timedelta) -> list[str]:
        """Parts of files that a local folder was left with; of S3, the bucket's own rule removes them."""
        before = (await self._now() - age).timestamp()
        folder = self._folder
        return await asyncio.to_thread(_parts, folder, before) if folder else []

    async def _now(self) -> dt.datetime:
        """What the store's clock says: of another machine, and not moved with the demonstration's."""
        await obstore.put_async(self._store, HEALTH, b"ok")
        return (await obstore.head_async(self._store, HEALTH))["last_modified"]

    async def erase_part(self, place: str) -> None:
        """One of those that broken_off found: the object store does not know of it."""
        if self._folder:
            await asyncio.to_thread((self._folder / place).unlink, missing_ok=True)

    async def writable(self) -> bool:
        """Can a file be written just now? Asked by /readyz."""
        try:
            await obstore.put_async(self._store, HEALTH, b"ok")
        except (BaseError, OSError):
            return False
        return True


class _Counted:
    """Counts and hashes what passes."""

    def __init__(self, source: AsyncIterator[bytes]) -> None:
        self.source, self.size, self.digest = source, 0, hashlib.sha256()

    async def bytes(self) -> AsyncIterator[bytes]:
        async for piece in self.source:
            self.size += len(piece)
            self.digest.update(piece)
            yield piece

    def is_of(self, stored: Stored) -> bool:
        """Is what passed so far all of this document?"""
        return self.size == stored.size and self.digest.hexdigest() == stored.sha256


async def one_piece(content: bytes) -> AsyncIterator[bytes]:
    """A small content as a stream."""
    yield content


def _object_store(address: str, folder: Path | None) -> ObjectStore:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        return LocalStore(str(folder))
    return S3Store.from_url(address)


def _wrapping_keys(settings: Settings) -> list[bytes]:
    """The one that writes, then those before it."""
    given = settings.file_key.get_secret_value()
    old = [base64.b64decode(one) for one in settings.old_file_keys.get_secret_value().split(",") if one.strip()]
    if given:
        return [base64.b64decode(given), *old]
    file = settings.data / "keys" / "files.key"
    if not file.exists():  # a demonstration makes its own; elsewhere settings demand one
        write_secret(file, os.urandom(32))
    return [file.read_bytes(), *old]


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()[:8]


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=purpose).derive(key)


def _parts(folder: Path, before: float) -> list[str]:
    found = [path for path in folder.glob("[0-9a-f][0-9a-f]/*#*") if path.stat().st_mtime < before]
    return [str(path.relative_to(folder)) for path in found]


def _to_disk(path: Path, folder: Path) -> None:
    """A power cut after the answer must not lose the file: it is forced to the disk, and so is its name.

    The name stands in the file's folder, which may be new, so that its own name in the outer folder counts too.
    Blocks for as long as the disk takes: run it in a thread.
    """
    for one in (path, path.parent, folder):
        handle = os.open(one, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
