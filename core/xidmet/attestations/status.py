"""Status lists: what somebody without a network can know of attestations that were ended.

After the Token Status List of the IETF's OAuth group (draft-ietf-oauth-status-list) and W3C's Bitstring Status List:
one bit for each attestation, lowest bit first, packed by zlib; its place stands in the signed QR alone. Other than
there one statement, signed with the QR key, names the hashes of all lists, so that a list in which nothing was ended
since is not fetched again. Places are given in an order that only a secret key tells: who holds one paper learns
nothing of the next, and from the lists alone nothing but how many of each 65,536 were ended.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from xidmet import clock
from xidmet.attestations.qr import key_id
from xidmet.store import statuses
from xidmet.store.statuses import SIZE

EVERY = dt.timedelta(minutes=1)  # how much later than the check page a list may know
HOLDS = dt.timedelta(days=7)
ROUNDS = 8  # of a Feistel network over two times eight bits
NONE_ENDED = zlib.compress(bytes(SIZE // 8), 9)


async def draw() -> int:
    """A place on the status lists that nobody else has. Inside the transaction in which it is issued."""
    return place_of(*await statuses.take())


def place_of(serial: int, key: bytes) -> int:
    """Each serial its own place on its list: a permutation of the list's places which the key decides."""
    which, within = divmod(serial, SIZE)
    left, right = divmod(within, 256)
    for turn in range(ROUNDS):
        left, right = right, left ^ _mixed(turn, right, which, key)
    return which * SIZE + left * 256 + right


@lru_cache(4096)  # two lists at a time
def _mixed(turn: int, half: int, which: int, key: bytes) -> int:
    said = bytes([turn, half]) + which.to_bytes(6, "big")
    return hashlib.blake2b(said, key=key, digest_size=1).digest()[0]


async def publish(key: ec.EllipticCurvePrivateKey, issuer: str) -> bool:
    """Make the lists on which something was ended anew, and state which lists hold; False when it is not due yet."""
    moment = clock.now()  # before anything is read: what is ended from here on may not be in it
    if not await statuses.claim(moment, EVERY):
        return False
    before = await statuses.kept()
    names = {which: one.hash for which, one in before.items()}
    for which, mark in (await statuses.ended()).items():
        if which not in before or before[which].mark != mark:
            names[which] = await _made_anew(which, mark)
    count = max([await statuses.count_lists(), *(which + 1 for which in names)])
    lists = [names.get(which, hash_of(NONE_ENDED)) for which in range(count)]
    await statuses.state(statement(lists, moment, issuer, key))
    return True


async def _made_anew(which: int, mark: str) -> str:
    """A bit that was set stays: also of an attestation whose case was removed when its years were over."""
    packed = packed_with(await statuses.ended_on(which), await statuses.packed_of(which) or NONE_ENDED)
    name = hash_of(packed)
    await statuses.keep(which, name, packed, mark)
    return name


def packed_with(places: Sequence[int], before: bytes) -> bytes:
    """The list with these places set beside those that were."""
    bits = bytearray(zlib.decompress(before))
    for place in places:
        bits[place >> 3] |= 1 << (place & 7)
    return zlib.compress(bytes(bits), 9)


def hash_of(packed: bytes) -> str:
    return _url64(hashlib.sha256(packed).digest())


def statement(lists: Sequence[str], moment: dt.datetime, issuer: str, key: ec.EllipticCurvePrivateKey) -> str:
    """A compact JWS (RFC 7515), ES256. lists: the hash of each, in order."""
    head = {"alg": "ES256", "typ": "xidmet-status+jwt", "kid": _url64(key_id(key.public_key()))}
    issued_at = int(moment.timestamp())
    says = {
        "iss": issuer,
        "iat": issued_at,
        "exp": issued_at + int(HOLDS.total_seconds()),
        "ttl": int(EVERY.total_seconds()),
        "size": SIZE,
        "lists": list(lists),
    }
    signed = f"{_json64(head)}.{_json64(says)}"
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{signed}.{_url64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


async def stated() -> str:
    """The newest statement; "" before there is one."""
    return await statuses.stated()


async def packed_list(name: str) -> bytes | None:
    """The packed bits under this hash; None when no list has it now."""
    return NONE_ENDED if name == hash_of(NONE_ENDED) else await statuses.packed_as(name)


def _json64(value: Mapping[str, Any]) -> str:
    return _url64(json.dumps(value, separators=(",", ":")).encode())


def _url64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
