"""A demonstration's own certificate authority: real keys and certificates, made once, trusted by nobody else."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID, ObjectIdentifier

from xidmet import clock

ORGANIZATION_IDENTIFIER = ObjectIdentifier("2.5.4.97")  # X.520; ETSI EN 319 412-1 writes VATAZ-<VÖEN> in it
PASSWORD = "demo"  # noqa: S105  # of a file beside the other keys of a demonstration; it guards nothing
ROOT = "Xidmət Demo Root CA"
SEALED_BY = "Xidmət nümayiş portalı"
VOEN = "1400000011"


@dataclass(frozen=True)
class DemoAuthority:
    """root: PEM of the anchor; seal: PKCS#12 of the site's seal."""

    root: Path
    seal: Path


def demo_authority(folder: Path) -> DemoAuthority:
    """The authority of a demonstration in this folder, made at the first call: root, issuing CA and a seal.

    Processes that start together all get the first one's.
    """
    made = DemoAuthority(folder / "root.pem", folder / "seal.p12")
    if not made.seal.exists():
        write_secret(made.seal, _packed())
    if not made.root.exists():  # it lies in the seal's file too, so that the two always fit
        write_secret(made.root, _root_in(made.seal))
    return made


def _packed() -> bytes:
    """A seal, its issuer and their root as PKCS#12; the keys of the two authorities are forgotten at once."""
    root_key, issuing_key, seal_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    root_name, issuing_name = _name(ROOT), _name("Xidmət Demo Issuing CA")
    root = _certificate(root_name, root_key.public_key(), root_name, root_key, years=20, authority=1)
    issuing = _certificate(issuing_name, issuing_key.public_key(), root_name, root_key, years=10, authority=0)
    subject = _name(SEALED_BY, (NameOID.ORGANIZATION_NAME, SEALED_BY), (ORGANIZATION_IDENTIFIER, f"VATAZ-{VOEN}"))
    seal = _certificate(subject, seal_key.public_key(), issuing_name, issuing_key, years=3, authority=None)
    return pkcs12.serialize_key_and_certificates(
        b"seal", seal_key, seal, [issuing, root], serialization.BestAvailableEncryption(PASSWORD.encode())
    )


def _root_in(seal: Path) -> bytes:
    others = pkcs12.load_key_and_certificates(seal.read_bytes(), PASSWORD.encode())[2]
    root = next(one for one in others if one.subject == _name(ROOT))
    return root.public_bytes(serialization.Encoding.PEM)


def write_secret(path: Path, content: bytes) -> None:
    """A file only its owner reads, on the disk whole or not at all. One that is there already stays as it is.

    So of several processes that make the same key at once the first one's counts, for all of them read it afterwards.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(half)
    finally:
        half.unlink(missing_ok=True)


def _name(common: str, *more: tuple[ObjectIdentifier, str]) -> x509.Name:
    pairs = ((NameOID.COUNTRY_NAME, "AZ"), *more, (NameOID.COMMON_NAME, common))
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in pairs])


def _certificate(
    subject: x509.Name,
    key: ec.EllipticCurvePublicKey,
    issuer: x509.Name,
    by: ec.EllipticCurvePrivateKey,
    *,
    years: int,
    authority: int | None,
) -> x509.Certificate:
    """authority: how many more authorities may follow below it; None for the seal itself."""
    started = clock.now() - dt.timedelta(hours=1)
    ca = authority is not None
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(started)
        .not_valid_after(started + dt.timedelta(days=365 * years))
        .add_extension(x509.BasicConstraints(ca, authority), critical=True)
        .add_extension(_usage(ca), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
    )
    return builder.sign(by, hashes.SHA256())


def _usage(authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
