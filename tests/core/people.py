"""Holders of certificates for tests: good ones of the demonstration's authority, and wrong ones of all kinds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from xidmet import clock
from xidmet.signatures import Anchors, Fetcher, Trust
from xidmet.signatures.demo_certificates import Signing, certificate, crl_at, named, of_authority, of_holder
from xidmet.signatures.demo_people import (
    ISSUING_CRL,
    Issued,
    issuing_certificate,
    people_authority,
    people_root,
    person_certificate,
    seal_certificate,
)

from tests.core.ca_server import CaServer

YEAR = dt.timedelta(days=365)
LEYLA = ((NameOID.SURNAME, "Əliyeva"), (NameOID.GIVEN_NAME, "Leyla"), (NameOID.SERIAL_NUMBER, "PNOAZ-5VBK5VR"))
SIGNS = of_holder(signs=True, authenticates=False)


Make = Callable[[CaServer], Issued]


def person(ca: CaServer, **more: Any) -> Issued:
    said = {"fin": "5VBK5VR", "surname": "Əliyeva", "given_name": "Leyla"} | more
    return person_certificate(ca.folder, address=ca.address, **said)


def another_person(ca: CaServer) -> Issued:
    return person(ca, fin="94FMDDD", surname="Quliyev", given_name="Rəşad")


def seal(ca: CaServer) -> Issued:
    return seal_certificate(ca.folder, address=ca.address, voen="1400000101", name="“Nümunə Logistika” MMC")


def anchors(folder: Path) -> Anchors:
    root = (x509.load_pem_x509_certificate(people_root(folder).read_bytes()),)
    return Anchors(persons=root, seals=root)


def trust(ca: CaServer) -> Trust:
    return Trust(anchors(ca.folder), Fetcher(["localhost"]))


def by_issuing(
    ca: CaServer,
    *,
    key: Any = None,
    subject: x509.Name | None = None,
    lasts: dt.timedelta = YEAR,
    extensions: Any = SIGNS,
) -> Issued:
    """A certificate of the same authority that it would not give out. Its CRL covers it, its OCSP does not know it."""
    authority, key = people_authority(ca.folder), key or ec.generate_private_key(ec.SECP256R1())
    subject = subject or named("Əliyeva Leyla", *LEYLA)
    more = [*extensions, crl_at(ca.address, ISSUING_CRL)]
    made = certificate(subject, key.public_key(), authority.issuing, lasts=lasts, extensions=more)
    return Issued(key, made, (issuing_certificate(ca.folder, address=ca.address),))


def expired(ca: CaServer) -> Issued:
    return by_issuing(ca, lasts=dt.timedelta(minutes=30))  # it began an hour ago


def not_yet(ca: CaServer) -> Issued:
    return later(dt.timedelta(days=2), lambda: by_issuing(ca))


def later(by: dt.timedelta, make: Callable[[], Issued]) -> Issued:
    clock.advance(by)
    try:
        return make()
    finally:
        clock.advance(-by)


def self_signed(ca: CaServer) -> Issued:
    key = ec.generate_private_key(ec.SECP256R1())
    own = Signing(named("Əliyeva Leyla", *LEYLA), key)
    return Issued(key, certificate(own.name, key.public_key(), own, lasts=YEAR, extensions=SIGNS), ())


def of_stranger(ca: CaServer) -> Issued:
    """Of an authority with the very names of ours, and another key."""
    return person_certificate(
        ca.folder / "stranger", address=ca.address, fin="5VBK5VR", surname="Əliyeva", given_name="Leyla"
    )


def below_a_person(ca: CaServer) -> Issued:
    """Issued by somebody who is no authority."""
    above = person(ca)
    by = Signing(above.certificate.subject, above.key)
    key = ec.generate_private_key(ec.SECP256R1())
    made = certificate(named("Əliyeva Leyla", *LEYLA), key.public_key(), by, lasts=YEAR, extensions=SIGNS)
    return Issued(key, made, (above.certificate, *above.chain))


def below_weak(ca: CaServer) -> Issued:
    top, weak, key = (
        people_authority(ca.folder).top,
        *(ec.generate_private_key(c) for c in (ec.SECP256K1(), ec.SECP256R1())),
    )
    by = Signing(named("A weak authority"), weak)
    above = certificate(by.name, weak.public_key(), top, lasts=YEAR, extensions=of_authority(0))
    made = certificate(named("Əliyeva Leyla", *LEYLA), key.public_key(), by, lasts=YEAR, extensions=SIGNS)
    return Issued(key, made, (above,))


def authority_itself(ca: CaServer) -> Issued:
    key = ec.generate_private_key(ec.SECP256R1())
    both = of_holder(signs=True, authenticates=True)[1]
    return by_issuing(ca, key=key, extensions=[of_authority(0)[0], both])


def small_rsa(ca: CaServer) -> Issued:
    return by_issuing(ca, key=rsa.generate_private_key(65537, 1024))


def odd_curve(ca: CaServer) -> Issued:
    return by_issuing(ca, key=ec.generate_private_key(ec.SECP256K1()))


def unknown_critical(ca: CaServer) -> Issued:
    strange = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")
    return by_issuing(ca, extensions=[*SIGNS, (strange, True)])


def no_usage(ca: CaServer) -> Issued:
    return by_issuing(ca, extensions=SIGNS[:1])


def of_machine(ca: CaServer) -> Issued:
    server = x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.SERVER_AUTH])
    return by_issuing(ca, extensions=[*SIGNS, (server, False)])


def twice_named(ca: CaServer) -> Issued:
    return by_issuing(ca, subject=named("Əliyeva Leyla", *LEYLA, (NameOID.SERIAL_NUMBER, "PNOAZ-94FMDDD")))


def authenticates(ca: CaServer) -> Issued:
    return person(ca, purpose="authenticate")


def pem_of(made: Issued) -> bytes:
    """Key and certificate as OpenSSL reads them."""
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return made.key.private_bytes(*form) + made.certificate.public_bytes(serialization.Encoding.PEM)


def ring(size: int) -> list[x509.Certificate]:
    """Authorities of one name and one key, each of which certifies all the others."""
    key = ec.generate_private_key(ec.SECP256R1())
    own = Signing(named("A ring"), key)
    return [certificate(own.name, key.public_key(), own, lasts=YEAR, extensions=of_authority(9)) for _ in range(size)]


def issuer_that_is_over(ca: CaServer) -> x509.Certificate:
    """An older certificate of the same authority and key."""
    authority = people_authority(ca.folder)
    key, lasts = authority.issuing.key.public_key(), dt.timedelta(minutes=30)
    return certificate(authority.issuing.name, key, authority.top, lasts=lasts, extensions=of_authority(0))
