"""The seal's own CMS signature (RFC 5652, ETSI EN 319 122-1 baseline B) over a document's hash.

Written in DER by hand: all but the hash and the signature's value is the same each time. asn1crypto, through pyHanko,
puts the same bytes together from some thousands of objects, which took five times as long as all the rest of a seal.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from asn1crypto import cms, core
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from xidmet.signatures.seal_keys import SealKey

SEQUENCE, SET, OCTETS = 0x30, 0x31, 0x04
FIRST, SECOND = 0xA0, 0xA1  # [0] and [1], in place of their types' own tags
NULL, ONE = b"\x05\x00", b"\x02\x01\x01"
DATA, SIGNED_DATA = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.2"
CONTENT_TYPE, MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
SIGNATURE_TIME_STAMP = "1.2.840.113549.1.9.16.2.14"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
SHA256, ECDSA_SHA256, RSA_SHA256 = "2.16.840.1.101.3.4.2.1", "1.2.840.10045.4.3.2", "1.2.840.113549.1.1.11"


class SealCms:
    """key: makes each signature; what its certificates say goes into all of them."""

    def __init__(self, key: SealKey) -> None:
        certificate, *_issuers = ders = [one.public_bytes(Encoding.DER) for one in key.chain]
        is_rsa = isinstance(key.chain[0].public_key(), rsa.RSAPublicKey)
        named = _sequence(_sequence(_sequence(_tlv(OCTETS, hashlib.sha256(certificate).digest()))))
        self._key = key
        self._kept = [_attribute(CONTENT_TYPE, _oid(DATA)), _attribute(SIGNING_CERTIFICATE_V2, named)]
        self._certificates = _tlv(FIRST, b"".join(sorted(ders)))
        serial = core.Integer(key.chain[0].serial_number).dump()
        self._signer = ONE + _sequence(key.chain[0].issuer.public_bytes(), serial) + _sequence(_oid(SHA256))
        self._method = _sequence(_oid(RSA_SHA256), NULL) if is_rsa else _sequence(_oid(ECDSA_SHA256))

    def over(self, digest: bytes, *, at: dt.datetime | None = None) -> bytes:
        """ContentInfo in DER. digest: SHA-256 of the content. at: the claimed time; None: a PDF says it elsewhere.

        Raises ValueError when the key can't sign just now.
        """
        about = [_attribute(MESSAGE_DIGEST, _tlv(OCTETS, digest))]
        about += [_attribute(SIGNING_TIME, _time(at))] if at else []
        attributes = b"".join(sorted([*self._kept, *about]))  # the order of DER, over which the signature goes
        value = self._key.sign(_tlv(SET, attributes))
        signer = _sequence(self._signer, _tlv(FIRST, attributes), self._method, _tlv(OCTETS, value))
        hashed, content = _tlv(SET, _sequence(_oid(SHA256))), _sequence(_oid(DATA))
        data = _sequence(ONE, hashed, content, self._certificates, _tlv(SET, signer))
        return _sequence(_oid(SIGNED_DATA), _tlv(FIRST, data))


def with_time_stamp(signature: bytes, token: bytes) -> bytes:
    """The same ContentInfo with a time-stamp (DER of its token) over the value of its one signer.

    Put together as bytes too. asn1crypto takes a length that ends in 0x80 for an indefinite one, encodes what was
    changed four times at each level above it, and was at one signature in 256 for ten minutes.
    """
    data = cms.ContentInfo.load(signature)["content"]
    signers = data["signer_infos"]
    stamp = _tlv(SECOND, _attribute(SIGNATURE_TIME_STAMP, token))
    before = data.contents[: -len(signers.dump())]
    stamped = _sequence(before, _tlv(SET, _sequence(signers[0].contents, stamp)))
    return _sequence(_oid(SIGNED_DATA), _tlv(FIRST, stamped))


def _attribute(kind: str, value: bytes) -> bytes:
    return _sequence(_oid(kind), _tlv(SET, value))


def _time(at: dt.datetime) -> bytes:
    """RFC 5652, 11.3: two digits of the year until 2049."""
    whole = at.astimezone(dt.UTC).replace(microsecond=0)
    return bytes((core.UTCTime if whole.year < 2050 else core.GeneralizedTime)(whole).dump())


def _sequence(*parts: bytes) -> bytes:
    return _tlv(SEQUENCE, b"".join(parts))


def _oid(dotted: str) -> bytes:
    return bytes(core.ObjectIdentifier(dotted).dump())


def _tlv(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + content
