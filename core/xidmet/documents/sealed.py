"""Encryption at rest: a key per file, wrapped by the site's key; chunks, so that nothing is ever whole in memory.

Layout: magic, id of the wrapping key, nonce and wrapped data key, nonce prefix; then chunks of 256 KiB under
AES-256-GCM. A chunk's nonce is prefix, counter and a last-chunk flag; its associated data is the file's place in the
store. So a flipped bit, a file cut at a chunk's edge, and a file put in another's place are all refused.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import AsyncIterator, Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CHUNK = 256 * 1024
TAG = 16
MAGIC = b"XID1"
KEY_ID = 8
HEAD = len(MAGIC) + KEY_ID + 12 + 32 + TAG + 7


class Damaged(Exception):
    """The stored bytes are not what was put there."""


async def seal(source: AsyncIterator[bytes], wrapping: bytes, key_id: bytes, place: str) -> AsyncIterator[bytes]:
    """Encrypt a stream. wrapping: 32 bytes; key_id: 8 bytes that tell which key wraps; place: key in the store."""
    key, nonce, prefix = secrets.token_bytes(32), secrets.token_bytes(12), secrets.token_bytes(7)
    aad = place.encode()
    yield MAGIC + key_id + nonce + AESGCM(wrapping).encrypt(nonce, key, MAGIC + key_id + aad) + prefix
    cipher, counter = AESGCM(key), 0
    async for chunk, last in _chunked(source, CHUNK):
        yield cipher.encrypt(prefix + struct.pack(">IB", counter, last), chunk, aad)
        counter += 1


async def unseal(source: AsyncIterator[bytes], keys: Mapping[bytes, bytes], place: str) -> AsyncIterator[bytes]:
    """Decrypt a stream; raises Damaged before anything altered is handed out. keys: those that wrap, by their ids."""
    aad = place.encode()
    buffer = bytearray()
    cipher: AESGCM | None = None
    prefix, counter = b"", 0
    async for chunk, last in _chunked(_after_head(source, buffer), CHUNK + TAG):
        if cipher is None:
            cipher, prefix = _open(bytes(buffer), keys, aad)
        try:
            yield cipher.decrypt(prefix + struct.pack(">IB", counter, last), chunk, aad)
        except InvalidTag:
            raise Damaged(place) from None
        counter += 1


async def _after_head(source: AsyncIterator[bytes], head: bytearray) -> AsyncIterator[bytes]:
    """Fills head with the first bytes, yields the rest."""
    async for piece in source:
        missing = HEAD - len(head)
        head += piece[:missing]
        if len(piece) > missing:
            yield piece[max(0, missing) :]


def _open(head: bytes, keys: Mapping[bytes, bytes], aad: bytes) -> tuple[AESGCM, bytes]:
    key_id = head[4 : 4 + KEY_ID]
    wrapping = keys.get(key_id)
    if len(head) < HEAD or head[:4] != MAGIC or wrapping is None:
        raise Damaged("unknown format or key")
    nonce, wrapped, prefix = head[12:24], head[24 : 24 + 32 + TAG], head[-7:]
    try:
        return AESGCM(AESGCM(wrapping).decrypt(nonce, wrapped, MAGIC + key_id + aad)), prefix
    except InvalidTag:
        raise Damaged("the wrapped key") from None


async def _chunked(source: AsyncIterator[bytes], size: int) -> AsyncIterator[tuple[bytes, bool]]:
    """Chunks of a size, and whether it is the last; one byte is held back so that the last is known."""
    buffer = bytearray()
    async for piece in source:
        buffer += piece
        while len(buffer) > size:
            yield bytes(buffer[:size]), False
            del buffer[:size]
    yield bytes(buffer), True
