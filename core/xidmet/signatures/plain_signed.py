"""The short way to read a detached CAdES signature that is as plain as nearly all are: strict DER, nothing besides.

It only ever says what the long way (signed_data.py) says too, as tests hold; whatever is not exactly as expected, or
does not hold, is for the long way, which alone tells what is wrong. Whom to trust is not asked here.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from xidmet.signatures.algorithms import Scheme, need_strength, verify_digest
from xidmet.signatures.chains import MOST, issuer_name
from xidmet.signatures.remembering import remembered
from xidmet.signatures.signed_data import LONGEST, SET_OF, Signed, read_certificate
from xidmet.signatures.verdict import NotGood

INTEGER, OCTETS, OID, UTC_TIME, SEQUENCE, SET = 0x02, 0x04, 0x06, 0x17, 0x30, 0x31
FIELD_0, FIELD_1, DIRECTORY_NAME = 0xA0, 0xA1, 0xA4
LONG_TAG, LONG_LENGTH, NULL = 0x1F, 0x80, b"\x05\x00"

SIGNED_DATA, DATA = bytes.fromhex("2a864886f70d010702"), bytes.fromhex("2a864886f70d010701")
DATA_AS_VALUE = bytes((OID, len(DATA))) + DATA
CONTENT_TYPE, DIGEST, TIME, NAMING, PROTECTION = (
    bytes.fromhex(f"2a864886f70d0109{last}") for last in ("03", "04", "05", "10022f", "34")
)
MAY_STAND = {CONTENT_TYPE, DIGEST, TIME, NAMING, PROTECTION}
NAMES = ("sha256", "sha384", "sha512")
DIGESTS = {bytes.fromhex(f"60864801650304020{last}"): name for last, name in zip("123", NAMES, strict=True)}
METHODS: dict[bytes, tuple[Scheme, str | None]] = {
    bytes.fromhex("2a864886f70d010101"): ("rsa", None),
    **{bytes.fromhex(f"2a864886f70d01010{last}"): ("rsa", name) for last, name in zip("bcd", NAMES, strict=True)},
    **{bytes.fromhex(f"2a8648ce3d04030{last}"): ("ecdsa", name) for last, name in zip("234", NAMES, strict=True)},
}


class NotPlain(Exception):
    """Something is otherwise than the short way knows, which says nothing about the signature."""


class Piece(NamedTuple):
    """whole: with its head. held: without."""

    tag: int
    whole: bytes
    held: bytes


def read_plain(content: bytes | None, signature: bytes) -> Signed | None:
    """What `read_signed` would answer; None: ask that one."""
    if content is None or len(signature) > LONGEST:
        return None
    with contextlib.suppress(NotPlain, NotGood, ValueError, LookupError):
        return _read(content, signature)
    return None


def _read(content: bytes, signature: bytes) -> Signed:
    (whole,) = _these(signature, SEQUENCE)
    kind, around = _these(whole.held, OID, FIELD_0)
    (data,) = _these(around.held, SEQUENCE)
    version, digests, about, carried, signers = _these(data.held, INTEGER, SET, SEQUENCE, FIELD_0, SET)
    (content_kind,) = _these(about.held, OID)  # and no content
    if (kind.held, content_kind.held, version.held) != (SIGNED_DATA, DATA, b"\x01"):
        raise NotPlain
    for one in _pieces(digests.held):
        _algorithm(one)
    (signer,) = _these(signers.held, SEQUENCE)
    return _signed(content, _certificates(carried.held), signer)


def _signed(content: bytes, certificates: dict[bytes, x509.Certificate], signer: Piece) -> Signed:
    parts = _these(signer.held, INTEGER, SEQUENCE, SEQUENCE, FIELD_0, SEQUENCE, OCTETS)
    version, named, digest, attributes, method, value = parts
    hash_name, (scheme, method_hash) = DIGESTS[_algorithm(digest)], METHODS[_algorithm(method)]
    if version.held != b"\x01" or method_hash not in (None, hash_name):
        raise NotPlain
    said = _attributes(attributes.held)
    if PROTECTION in said and said[PROTECTION].held != digest.whole + bytes((FIELD_1,)) + method.whole[1:]:
        raise NotPlain
    if said[CONTENT_TYPE].whole != DATA_AS_VALUE or said[DIGEST].tag != OCTETS:
        raise NotPlain
    if said[DIGEST].held != hashlib.new(hash_name, content).digest():
        raise NotPlain
    certificate = _made_with(certificates, named, said[NAMING])
    over, key = hashlib.new(hash_name, SET_OF + attributes.whole[1:]).digest(), certificate.public_key()
    verify_digest(key, value.held, over, hash_name, scheme)
    need_strength(key, hash_name)
    others = tuple(one for one in certificates.values() if one is not certificate)
    claimed = _time(said[TIME]) if TIME in said else None
    return Signed(certificate, others, told=(), claimed_time=claimed, algorithms=(f"{scheme}-{hash_name}",))


def _certificates(held: bytes) -> dict[bytes, x509.Certificate]:
    """By their bytes as they stand."""
    pieces = _pieces(held)
    found = {piece.whole: one for piece in pieces if (one := _certificate(piece.whole))}
    if len(found) != len(pieces) or len(found) > MOST:
        raise NotPlain
    return found


@remembered()
def _certificate(der: bytes) -> x509.Certificate | None:
    found = read_certificate(der)
    return found if found and found.public_bytes(Encoding.DER) == der else None


def _attributes(held: bytes) -> dict[bytes, Piece]:
    """By kind, each with its one value."""
    found: dict[bytes, Piece] = {}
    for one in _pieces(held):
        kind, values = _these(_need(one, SEQUENCE).held, OID, SET)
        (value,) = _pieces(values.held)
        if kind.held in found or kind.held not in MAY_STAND:
            raise NotPlain
        found[kind.held] = value
    return found


def _made_with(certificates: dict[bytes, x509.Certificate], named: Piece, naming: Piece) -> x509.Certificate:
    """The one with this issuer and number, which must be the one that the signed attribute names (RFC 5035)."""
    issuer, number = _these(named.held, SEQUENCE, INTEGER)
    (all_named,) = _these(_need(naming, SEQUENCE).held, SEQUENCE)
    first = _need(_pieces(all_named.held)[0], SEQUENCE)
    hash_name, digest = _naming(_pieces(first.held), issuer, number)
    for der, one in certificates.items():
        if one.serial_number == int.from_bytes(number.held, signed=True) and issuer_name(one) == issuer.whole:
            if hashlib.new(hash_name, der).digest() != digest:
                raise NotPlain
            return one
    raise NotPlain


def _naming(parts: list[Piece], issuer: Piece, number: Piece) -> tuple[str, bytes]:
    """The hash's name, when it is not the usual one, the hash, and, when it stands there, issuer and number again."""
    hash_name = DIGESTS[_algorithm(parts.pop(0))] if parts[0].tag == SEQUENCE else "sha256"
    digest, *rest = parts
    if rest:
        (again,) = rest
        names, serial = _these(_need(again, SEQUENCE).held, SEQUENCE, INTEGER)
        (name,) = _these(names.held, DIRECTORY_NAME)
        if (name.held, serial.held) != (issuer.whole, number.held):
            raise NotPlain
    return hash_name, _need(digest, OCTETS).held


def _algorithm(piece: Piece) -> bytes:
    """The identifier of one without parameters."""
    kind, *rest = _pieces(_need(piece, SEQUENCE).held)
    if kind.tag != OID or any(one.whole != NULL for one in rest) or len(rest) > 1:
        raise NotPlain
    return kind.held


def _time(piece: Piece) -> dt.datetime:
    if piece.tag != UTC_TIME or len(piece.held) != len("YYMMDDHHMMSSZ") or not piece.held[:-1].isdigit():
        raise NotPlain
    year, month, day, hour, minute, second = (int(piece.held[at : at + 2]) for at in range(0, 12, 2))
    if piece.held[-1:] != b"Z":
        raise NotPlain
    return dt.datetime(year + (2000 if year < 50 else 1900), month, day, hour, minute, second, tzinfo=dt.UTC)


def _these(held: bytes, *tags: int) -> list[Piece]:
    """Exactly these, in this order."""
    found = _pieces(held)
    if tuple([one.tag for one in found]) != tags:
        raise NotPlain
    return found


def _need(piece: Piece, tag: int) -> Piece:
    if piece.tag != tag:
        raise NotPlain
    return piece


def _pieces(held: bytes) -> list[Piece]:
    """Each in the one form that DER allows."""
    found, place, end = [], 0, len(held)
    while place < end:
        tag, length, inside = held[place], held[place + 1], place + 2
        if length >= LONG_LENGTH:
            size = length - LONG_LENGTH
            inside += size
            length = int.from_bytes(held[place + 2 : inside])
            if not 0 < size <= 4 or length < LONG_LENGTH or length >> 8 * (size - 1) == 0:
                raise NotPlain
        last = inside + length
        if tag & LONG_TAG == LONG_TAG or last > end:
            raise NotPlain
        found.append(Piece(tag, held[place:last], held[inside:last]))
        place = last
    return found
