"""JAdES (ETSI TS 119 182-1): a JSON web signature, compact or as JSON, with its certificate and a time in its head."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import re
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from xidmet.contract.texts import _
from xidmet.signatures.algorithms import Scheme, as_der, need_workable, verify_digest
from xidmet.signatures.formats.jws_encoding import DIGESTS, of_text, read_json, unpacked
from xidmet.signatures.formats.jws_payload import signed_octets
from xidmet.signatures.found import Found, Reading, Scope, Unreadable
from xidmet.signatures.signed_data import Signed, read_certificates
from xidmet.signatures.verdict import NotGood, Sub, too_much

LONGEST, MOST_SIGNERS = 10_000_000, 20
COMPACT = re.compile(rb"\s*([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]*)\.([A-Za-z0-9_-]+)\s*")
PLAIN = re.compile(rb"\s*([A-Za-z0-9_-]+)\.([\x20-\x2d\x2f-\x7e]*)\.([A-Za-z0-9_-]+)\s*")  # RFC 7797, 5.2
METHODS: dict[str, tuple[Scheme, str]] = {
    **{f"RS{bits}": ("rsa", f"sha{bits}") for bits in (256, 384, 512)},
    **{f"PS{bits}": ("rsa-pss", f"sha{bits}") for bits in (256, 384, 512)},
    **{f"ES{bits}": ("ecdsa", f"sha{bits}") for bits in (256, 384, 512)},
}
CURVES = {"ES256": "secp256r1", "ES384": "secp384r1", "ES512": "secp521r1"}
UNDERSTOOD = {"sigT", "x5t#o", "srCms", "sigPl", "sigD", "b64"}  # of those that must be understood (crit)
NOT_READ = _("What was added to it afterwards, such as time-stamps, is not checked.")


def read_jws(file: bytes, content: bytes | None) -> Found:
    """Raises Unreadable for JSON that is no signature, NotGood for a damaged one."""
    if len(file) > LONGEST:
        raise too_much("longer than is taken")
    signers = _signers(file)
    if not signers:
        raise NotGood(Sub.FORMAT_FAILURE, "no signers")
    if len(signers) > MOST_SIGNERS:
        raise too_much(f"{len(signers)} signers")
    if len({_is_encoded(head) for head, *_rest in signers}) > 1:  # RFC 7797, 3: they would sign two contents
        raise NotGood(Sub.FORMAT_FAILURE, "signers who read the content in two ways")
    return Found("JAdES", tuple(_reading(*one, content) for one in signers))


def _signers(file: bytes) -> list[tuple[str, str, str, bool]]:
    """Head, payload and signature of each as they stand, and whether there is a head that nobody signed."""
    if found := PLAIN.fullmatch(file):
        head, payload, value = (part.decode() for part in found.groups())
        return [(head, payload, value, False)]
    whole = read_json(file)
    held = whole.get("signatures", [whole] if "signature" in whole else None)
    if not isinstance(held, list):
        raise Unreadable(_("This is no signed file of a kind that is known here."), "JSON without a signature")
    if any(not isinstance(one, dict) for one in held) or ("signatures" in whole and "signature" in whole):
        raise NotGood(Sub.FORMAT_FAILURE, "JSON of another form")
    payload = whole.get("payload", "")
    return [
        (of_text(one.get("protected")), of_text(payload), of_text(one.get("signature")), "header" in one)
        for one in held
    ]


def _is_encoded(head: str) -> bool:
    try:
        return read_json(unpacked(head)).get("b64", True) is not False
    except NotGood:  # told with the signature itself
        return True


def _reading(head: str, payload: str, value: str, more: bool, content: bytes | None) -> Reading:
    scope = Scope(("the content in the signature" if payload else "the content beside the signature",))
    try:
        return Reading(scope, _read(head, payload, value, content), notes=(NOT_READ,) if more else ())
    except NotGood as error:
        return Reading(scope, error=error)


def _read(head: str, payload: str, value: str, content: bytes | None) -> Signed:
    said = read_json(unpacked(head))
    _need_understood(said)
    over = signed_octets(said, payload, content)
    method = said.get("alg")
    if not isinstance(method, str) or method not in METHODS:
        raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, "a method of signing that is not taken")
    scheme, hash_name = METHODS[method]
    certificates = _certificates(said)
    key = certificates[0].public_key()
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name != CURVES.get(method):
        raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, "a curve that does not go with the method")
    digest = hashlib.new(hash_name, head.encode() + b"." + over).digest()
    verify_digest(key, as_der(unpacked(value), key), digest, hash_name, scheme)
    need_workable(key)
    _need_named(said, certificates[0])
    return Signed(certificates[0], certificates[1:], (), _claimed_time(said), (f"{scheme}-{hash_name}",))


def _need_understood(said: dict[str, Any]) -> None:
    critical = said.get("crit", [])
    if not isinstance(critical, list) or not all(isinstance(one, str) and one in said for one in critical):
        raise NotGood(Sub.FORMAT_FAILURE, "a list of critical parts of another form")
    if not set(critical) <= UNDERSTOOD:
        raise NotGood(Sub.GENERIC, "parts of the head that are not read here")
    if ({"b64", "sigD"} & said.keys()) - set(critical):  # whoever does not know it would read another content
        raise NotGood(Sub.FORMAT_FAILURE, "what changes the content is not said to be critical")


def _certificates(said: dict[str, Any]) -> tuple[x509.Certificate, ...]:
    """The first is the signer's (RFC 7515, 4.1.6)."""
    held = said.get("x5c", [])
    if not isinstance(held, list) or not all(isinstance(one, str) for one in held):
        raise NotGood(Sub.FORMAT_FAILURE, "certificates of another form")
    try:
        found = [base64.b64decode(one, validate=True) for one in held]
    except (binascii.Error, ValueError) as error:
        raise NotGood(Sub.FORMAT_FAILURE, "no base64 where it should be") from error
    read = read_certificates(found)
    if not found or not read or read[0].public_bytes(Encoding.DER) != found[0]:
        raise NotGood(Sub.NO_SIGNING_CERTIFICATE_FOUND, "no certificate in the signature")
    return read


def _need_named(said: dict[str, Any], certificate: x509.Certificate) -> None:
    """JAdES names the certificate by its hash; without it this is a plain JWS, which claims less (5.1.7 and 5.1.8)."""
    named = [("S256", said["x5t#S256"])] if "x5t#S256" in said else []
    other = said.get("x5t#o")
    if isinstance(other, dict):
        named.append((str(other.get("digAlg", "")), other.get("digVal")))
    if not named:
        raise NotGood(Sub.SIG_CONSTRAINTS_FAILURE, "no signed part of the head names the signer's certificate")
    der = certificate.public_bytes(Encoding.DER)
    for name, value in named:
        if name not in DIGESTS or hashlib.new(DIGESTS[name], der).digest() != unpacked(of_text(value)):
            raise NotGood(Sub.NO_SIGNING_CERTIFICATE_FOUND, "the head names another certificate")


def _claimed_time(said: dict[str, Any]) -> dt.datetime | None:
    told = said.get("sigT", said.get("iat"))
    try:
        if isinstance(told, int) and not isinstance(told, bool):
            return dt.datetime.fromtimestamp(told, dt.UTC)
        read = dt.datetime.fromisoformat(told) if isinstance(told, str) else None
    except (ValueError, OverflowError, OSError):
        return None
    return read if read and read.tzinfo else None


def is_jws(file: bytes) -> bool:
    return file[:200].lstrip()[:1] == b"{" or (file[:400].lstrip()[:2] == b"ey" and bool(PLAIN.fullmatch(file)))
