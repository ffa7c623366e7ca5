"""What the certificates of a demonstration's authorities look like (RFC 5280, ETSI EN 319 412)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.x509.oid import NameOID, ObjectIdentifier

from xidmet import clock

LONGEST = 64  # RFC 5280 allows so many signs in a name; the library counts bytes of UTF-8
A_LITTLE_EARLIER = dt.timedelta(hours=1)  # the clocks of others may be slow


@dataclass(frozen=True)
class Signing:
    """Who issues: their name and key."""

    name: x509.Name
    key: ec.EllipticCurvePrivateKey


def named(common: str, *more: tuple[ObjectIdentifier, str]) -> x509.Name:
    pairs = ((NameOID.COUNTRY_NAME, "AZ"), *more, (NameOID.COMMON_NAME, common))
    return x509.Name([x509.NameAttribute(oid, text.encode()[:LONGEST].decode(errors="ignore")) for oid, text in pairs])


def certificate(
    subject: x509.Name,
    key: CertificatePublicKeyTypes,
    by: Signing,
    *,
    lasts: dt.timedelta,
    extensions: Sequence[tuple[x509.ExtensionType, bool]],
) -> x509.Certificate:
    """extensions: each with whether it is critical; the identifiers of both keys are added."""
    started = clock.now() - A_LITTLE_EARLIER
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.name)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(started)
        .not_valid_after(started + lasts)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key()), critical=False)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(by.key, hashes.SHA256())


def of_authority(below: int) -> list[tuple[x509.ExtensionType, bool]]:
    """below: how many more authorities may follow."""
    return [(x509.BasicConstraints(True, below), True), (usage(certifies=True), True)]


def of_holder(*, signs: bool, authenticates: bool) -> list[tuple[x509.ExtensionType, bool]]:
    use = usage(signs=signs, authenticates=authenticates)
    return [(x509.BasicConstraints(False, None), True), (use, True)]


def usage(*, certifies: bool = False, signs: bool = False, authenticates: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=authenticates,
        content_commitment=signs,
        key_cert_sign=certifies,
        crl_sign=certifies,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def crl_at(address: str, path: str) -> tuple[x509.ExtensionType, bool]:
    """Where the list is that says whether the certificate was taken back."""
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(address + path)], None, None, None)
    return x509.CRLDistributionPoints([point]), False
