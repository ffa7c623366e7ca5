"""Seals for tests, a plain document to seal, and a signed list read by hand."""

from __future__ import annotations

import base64
import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import pkcs12
from xidmet import clock
from xidmet.signatures import Anchors, Indication, Trust, demo_authority, verify
from xidmet.signatures.demo_authority import PASSWORD as WORD

PASSWORD = WORD.encode()
PLAIN_PDF = typst.compile(b"A page.", format="pdf")


@dataclass(frozen=True)
class Made:
    """root: PEM of the anchor. seal: PKCS#12 under PASSWORD."""

    root: Path
    seal: Path


def made_ec(folder: Path) -> Made:
    """The seal of a demonstration, two steps below its anchor."""
    made = demo_authority(folder / "keys")
    return Made(made.root, made.seal)


def made_rsa(folder: Path, bits: int = 2048, lasts: dt.timedelta = dt.timedelta(days=9)) -> Made:
    """A seal that is its own anchor."""
    key = rsa.generate_private_key(65537, bits)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "A seal")])
    started = clock.now() - dt.timedelta(hours=1)
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(started).not_valid_after(started + lasts)
    certificate = builder.add_extension(usage, critical=True).sign(key, hashes.SHA256())
    made = Made(folder / "own.pem", folder / "own.p12")
    made.root.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    hidden = serialization.BestAvailableEncryption(PASSWORD)
    made.seal.write_bytes(pkcs12.serialize_key_and_certificates(b"seal", key, certificate, None, hidden))
    return made


def listed(jws: str, root: x509.Certificate) -> dict[str, Any]:
    """What a JWS (RFC 7515) says, when its signature and the chain of its certificates hold; read by hand."""
    head, body, signature = jws.split(".")
    said = json.loads(decoded(head))
    chain = [x509.load_der_x509_certificate(base64.b64decode(one)) for one in said["x5c"]]
    for lower, higher in zip(chain, [*chain[1:], root], strict=True):
        lower.verify_directly_issued_by(higher)
    raw, key, signed = decoded(signature), chain[0].public_key(), f"{head}.{body}".encode()
    if isinstance(key, rsa.RSAPublicKey):
        assert said["alg"] == "RS256"
        key.verify(raw, signed, padding.PKCS1v15(), hashes.SHA256())
    else:
        assert said["alg"] == "ES256" and len(raw) == 64 and isinstance(key, ec.EllipticCurvePublicKey)
        der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
        key.verify(der, signed, ec.ECDSA(hashes.SHA256()))
    found: dict[str, Any] = json.loads(decoded(body))
    return found


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


async def is_sealed(pdf: bytes, anchor: bytes) -> bool:
    """Does the portal's own check find it good? anchor: PEM of the only one whose seals are trusted; b"" for none."""
    anchors = Anchors(seals=tuple(x509.load_pem_x509_certificates(anchor)) if anchor else ())
    report = await verify(pdf, trust=Trust(anchors), require_revocation=False)
    return report.indication is Indication.PASSED
