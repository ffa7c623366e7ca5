"""The signed QR: a CWT (RFC 8392) in COSE_Sign1 (RFC 9052), ES256, base45 (RFC 9285).

It stands in the fragment of the check page's address, so that a phone's camera opens the check page and an
inspector's application can verify the same signs without a network. The server never sees the fragment. It tells what
was issued. Whether it is still in force the check page knows, and for those without a network the status lists.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, unquote

import base45
import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

PREFIX = "XID1:"
ES256, ALGORITHM, KEY_ID = -7, 1, 4  # COSE header parameters
ISSUER, EXPIRES, ISSUED_AT, CLAIMS = 1, 4, 6, -65537  # CWT claims; the last is private
STATUS = -65538  # private too: a claim of its own, so that verifiers that know nothing of it read the rest
LONGEST = 2000  # characters
FITS = 1300  # characters of an address; version 30 at level M, 137 × 137 points, holds 1,370 bytes
CUT_TO = (200, 80, 40, 20, 10)  # characters of a value
DAMAGED = "This is not one of our QR codes, or it was altered."


class NotOurs(Exception):
    """The text is not such a code, or its signature does not hold."""


class UnknownKey(Exception):
    """Signed with a key that is not on the list: it cannot be checked, which is not the same as false."""


@dataclass(frozen=True)
class Claims:
    """What a QR tells. carried: values by the field's name. status: its place on the status lists, if it has one."""

    issuer: str
    number: str
    attestation: str
    issued_at: dt.datetime
    expires: dt.datetime | None
    carried: Mapping[str, str]
    status: int | None = None


def key_id(key: ec.EllipticCurvePublicKey) -> bytes:
    """The first eight bytes of the SHA-256 of the public key."""
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).digest()[:8]


def sign(claims: Claims, key: ec.EllipticCurvePrivateKey) -> str:
    """The signed text, PREFIX and base45."""
    payload: dict[int, Any] = {
        ISSUER: claims.issuer,
        ISSUED_AT: int(claims.issued_at.timestamp()),
        CLAIMS: [claims.number, claims.attestation, dict(claims.carried)],
    }
    if claims.expires:
        payload[EXPIRES] = int(claims.expires.timestamp())
    if claims.status is not None:
        payload[STATUS] = claims.status
    protected = cbor2.dumps({ALGORITHM: ES256, KEY_ID: key_id(key.public_key())})
    body = cbor2.dumps(payload)
    r, s = decode_dss_signature(key.sign(_to_sign(protected, body), ec.ECDSA(hashes.SHA256())))
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    raw = cbor2.dumps(cbor2.CBORTag(18, [protected, {}, body, signature]))
    return f"{PREFIX}{base45.b45encode(raw).decode()}"


def _to_sign(protected: bytes, body: bytes) -> bytes:
    return cbor2.dumps(["Signature1", protected, b"", body])


def verify(text: str, keys: Mapping[bytes, ec.EllipticCurvePublicKey]) -> Claims:
    """What a QR tells, when its signature holds. keys: public keys by key id.

    Raises NotOurs for anything else than a code that holds, UnknownKey when its key is not among the keys.
    """
    try:
        protected, body, signature = _taken_apart(text)
        key = keys.get(cbor2.loads(protected)[KEY_ID])
    except (ValueError, LookupError, TypeError, cbor2.CBORError):
        raise NotOurs(DAMAGED) from None
    if key is None:
        raise UnknownKey(text[:12])
    try:
        if cbor2.loads(protected)[ALGORITHM] != ES256 or len(signature) != 64:
            raise NotOurs(DAMAGED)
        numbers = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        key.verify(encode_dss_signature(*numbers), _to_sign(protected, body), ec.ECDSA(hashes.SHA256()))
        return _claims(cbor2.loads(body))
    except (InvalidSignature, ValueError, LookupError, TypeError, cbor2.CBORError):
        raise NotOurs(DAMAGED) from None


def _taken_apart(text: str) -> tuple[bytes, bytes, bytes]:
    if not text.startswith(PREFIX) or len(text) > LONGEST:
        raise ValueError(DAMAGED)
    raw = base45.b45decode(text[len(PREFIX) :])
    tag = cbor2.loads(raw)
    if not isinstance(tag, cbor2.CBORTag) or tag.tag != 18 or cbor2.dumps(tag) != raw:  # loads() lets a tail pass
        raise ValueError(DAMAGED)
    protected, unprotected, body, signature = tag.value
    if unprotected != {}:  # nothing signs it, so whatever stood in it would make another code of the same paper
        raise ValueError(DAMAGED)
    return protected, body, signature


def _claims(payload: Mapping[int, Any]) -> Claims:
    number, attestation, carried = payload[CLAIMS]
    expires, status = payload.get(EXPIRES), payload.get(STATUS)
    return Claims(
        issuer=str(payload[ISSUER]),
        number=str(number),
        attestation=str(attestation),
        issued_at=dt.datetime.fromtimestamp(payload[ISSUED_AT], dt.UTC),
        expires=dt.datetime.fromtimestamp(expires, dt.UTC) if expires else None,
        carried={str(name): str(value) for name, value in carried.items()},
        status=None if status is None else int(status),
    )


def fitting_address(claims: Claims, key: ec.EllipticCurvePrivateKey) -> str:
    """What the QR holds, signed. Where values are so long that no camera could read it they are cut, ending in "…"."""
    address = ""
    for most in CUT_TO:
        carried = {name: text if len(text) <= most else f"{text[: most - 1]}…" for name, text in claims.carried.items()}
        address = address_of(claims.issuer, claims.number, sign(replace(claims, carried=carried), key))
        if len(address) <= FITS:
            break
    return address


def address_of(origin: str, number: str, signed: str) -> str:
    """What the QR holds: the check page of this number, and the signed text behind the #."""
    return f"{origin}/v/{number}#{quote(signed, safe=':$*+/.-')}"


def signed_in(address: str) -> str:
    """The signed text of a QR's address; the text itself when it stands alone."""
    return unquote(address.partition("#")[2]) if "#" in address else address
