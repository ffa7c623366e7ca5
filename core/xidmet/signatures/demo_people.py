"""A demonstration's authority for people and organisations: real certificates for invented holders.

It stands apart from the authority of the site's seal, which keeps no key: where anybody may play anybody, nobody must
get a certificate that sits beside the one the portal seals with.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from xidmet.signatures.demo_authority import YEAR, write_secret
from xidmet.signatures.demo_certificates import Signing, certificate, crl_at, named, of_authority, of_holder
from xidmet.signatures.demo_register import note_issued
from xidmet.signatures.identity import ORGANIZATION_IDENTIFIER

# Paths of the demonstration's signing server, below its address; certificates name them.
ISSUING_CRL, ROOT_CRL, ISSUER, OCSP = "/ca/issuing.crl", "/ca/root.crl", "/ca/issuing.crt", "/ca/ocsp"
PEOPLE_ROOT, PEOPLE_ISSUING = "Xidmət Demo People Root CA", "Xidmət Demo People Issuing CA"
QC_STATEMENTS = ObjectIdentifier("1.3.6.1.5.5.7.1.3")
# ETSI EN 319 412-5: QcType, of an electronic signature or of an electronic seal.
FOR_SIGNATURE, FOR_SEAL = (
    x509.UnrecognizedExtension(QC_STATEMENTS, bytes.fromhex("30153013060604008e4601063009060704008e460106") + kind)
    for kind in (b"\x01", b"\x02")
)

Purpose = Literal["sign", "authenticate"]
Extensions = list[tuple[x509.ExtensionType, bool]]


class Issued(NamedTuple):
    """chain: the issuers without the anchor, nearest first."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]


@dataclass(frozen=True)
class PeopleAuthority:
    """responder: the key that answers whether a certificate still counts (OCSP)."""

    root: x509.Certificate
    top: Signing
    issuing: Signing
    responder: ec.EllipticCurvePrivateKey


def person_certificate(
    folder: Path,
    *,
    address: str,
    fin: str,
    surname: str,
    given_name: str,
    purpose: Purpose = "sign",
    organisation: tuple[str, str] | None = None,
) -> Issued:
    """A new key and certificate of a natural person (ETSI EN 319 412-2), good for three years.

    folder: of the demonstration's keys. address: the signing server's, such as http://localhost:8100; the certificate
    says there is told whether it was taken back. organisation: VÖEN and name of the one they belong to.
    """
    voen, firm = organisation or ("", "")
    about = ((NameOID.ORGANIZATION_NAME, firm), (ORGANIZATION_IDENTIFIER, f"VATAZ-{voen}")) if organisation else ()
    subject = named(
        f"{surname} {given_name}",
        *about,
        (NameOID.SURNAME, surname),
        (NameOID.GIVEN_NAME, given_name),
        (NameOID.SERIAL_NUMBER, f"PNOAZ-{fin}"),
    )
    signs = purpose == "sign"
    use = of_holder(signs=signs, authenticates=not signs)
    client = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
    return _issue(folder, address, subject, [*use, (FOR_SIGNATURE if signs else client, False)])


def seal_certificate(folder: Path, *, address: str, voen: str, name: str) -> Issued:
    """A new key and certificate of an organisation's seal (ETSI EN 319 412-3)."""
    subject = named(name, (NameOID.ORGANIZATION_NAME, name), (ORGANIZATION_IDENTIFIER, f"VATAZ-{voen}"))
    return _issue(folder, address, subject, [*of_holder(signs=True, authenticates=True), (FOR_SEAL, False)])


def _issue(folder: Path, address: str, subject: x509.Name, extensions: Extensions) -> Issued:
    return people_issued(folder, address, subject, extensions, key=ec.generate_private_key(ec.SECP256R1()))


def people_issued(
    folder: Path,
    address: str,
    subject: x509.Name,
    extensions: Extensions,
    *,
    key: ec.EllipticCurvePrivateKey,
    lasts: dt.timedelta = 3 * YEAR,
) -> Issued:
    """A certificate of this authority for a key; it says where it is told whether it was taken back."""
    more = [*extensions, crl_at(address, ISSUING_CRL), _told_at(address)]
    made = certificate(subject, key.public_key(), people_authority(folder).issuing, lasts=lasts, extensions=more)
    note_issued(folder, made.serial_number)
    return Issued(key, made, (issuing_certificate(folder, address=address),))


def issuing_certificate(folder: Path, *, address: str) -> x509.Certificate:
    """Made anew each time, for the address at which its CRL is found may change with the port."""
    authority = people_authority(folder)
    more = [*of_authority(0), crl_at(address, ROOT_CRL)]
    key = authority.issuing.key.public_key()
    return certificate(authority.issuing.name, key, authority.top, lasts=10 * YEAR, extensions=more)


def people_root(folder: Path) -> Path:
    """PEM of the anchor for people and organisations of this demonstration."""
    root = folder / "people-root.pem"
    if not root.exists():
        write_secret(root, people_authority(folder).root.public_bytes(serialization.Encoding.PEM))
    return root


def people_authority(folder: Path) -> PeopleAuthority:
    """The one in this folder, made at the first call. Processes that start together all get the first one's."""
    secret = folder / "people.pem"
    if not secret.exists():
        write_secret(secret, _made())
    kept = secret.read_bytes()
    keys = private_keys(kept)
    top, issuing = Signing(named(PEOPLE_ROOT), keys[0]), Signing(named(PEOPLE_ISSUING), keys[1])
    return PeopleAuthority(x509.load_pem_x509_certificate(kept), top, issuing, responder=keys[2])


def _made() -> bytes:
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(3)]
    top = Signing(named(PEOPLE_ROOT), keys[0])
    root = certificate(top.name, keys[0].public_key(), top, lasts=20 * YEAR, extensions=of_authority(1))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return b"".join(key.private_bytes(*form) for key in keys) + root.public_bytes(serialization.Encoding.PEM)


def private_keys(pem: bytes) -> list[ec.EllipticCurvePrivateKey]:
    return [_key(one) for one in re.findall(rb"-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\s", pem)]


def _key(pem: bytes) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(pem, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def _told_at(address: str) -> tuple[x509.ExtensionType, bool]:
    ways = ((AuthorityInformationAccessOID.OCSP, OCSP), (AuthorityInformationAccessOID.CA_ISSUERS, ISSUER))
    return x509.AuthorityInformationAccess(
        [x509.AccessDescription(way, x509.UniformResourceIdentifier(address + path)) for way, path in ways]
    ), False
