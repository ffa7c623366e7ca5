"""OCSP: an answer that all is good counts only from the authority or its delegate, about this certificate, in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID
from xidmet import clock
from xidmet.signatures import Sub, verify_detached
from xidmet.signatures.demo_certificates import Signing, certificate, named, of_holder
from xidmet.signatures.demo_people import ISSUING_CRL, OCSP, Issued, people_authority
from xidmet.signatures.demo_revocation import ocsp_answer

from tests.core import people
from tests.core.ca_server import CaServer, ca_server
from tests.core.signing import CONTENT, answer_by_sha1, cades


@pytest.fixture
def ca(tmp_path: Path) -> Iterator[CaServer]:
    with ca_server(tmp_path) as server:
        yield server


def answered(
    made: Issued,
    by: Signing,
    responder: x509.Certificate,
    key: Any,
    *,
    about: x509.Certificate | None = None,
    issuer: x509.Certificate | None = None,
    since: dt.timedelta = dt.timedelta(),
    lasts: dt.timedelta | None = dt.timedelta(minutes=5),
    critical: bool = False,
) -> bytes:
    """An OCSP answer that all is good."""
    began = clock.now() - since
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=about or made.certificate,
        issuer=issuer or made.chain[0],
        algorithm=hashes.SHA256(),
        cert_status=ocsp.OCSPCertStatus.GOOD,
        this_update=began,
        next_update=None if lasts is None else began + lasts,
        revocation_time=None,
        revocation_reason=None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, responder).certificates([responder])
    builder = builder.add_extension(x509.OCSPNonce(b"0123456789abcdef"), critical)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def responder_of(
    by: Signing,
    *,
    use: x509.ObjectIdentifier | None = ExtendedKeyUsageOID.OCSP_SIGNING,
    nocheck: bool = True,
    lasts: dt.timedelta = people.YEAR,
) -> Issued:
    key = ec.generate_private_key(ec.SECP256R1())
    more = [*of_holder(signs=False, authenticates=True), *([(x509.ExtendedKeyUsage([use]), False)] if use else [])]
    more += [(x509.OCSPNoCheck(), False)] if nocheck else []
    return Issued(key, certificate(named("A responder"), key.public_key(), by, lasts=lasts, extensions=more), ())


Answered = Callable[[CaServer, Issued, Signing], bytes]


def by_itself(_ca: CaServer, made: Issued, by: Signing) -> bytes:
    return answered(made, by, made.chain[0], by.key)


def by_delegate(_ca: CaServer, made: Issued, by: Signing) -> bytes:
    responder = responder_of(by)
    return answered(made, by, responder.certificate, responder.key)


def with_responder(**more: Any) -> Answered:
    def make(_ca: CaServer, made: Issued, by: Signing) -> bytes:
        responder = responder_of(by, **more)
        return answered(made, by, responder.certificate, responder.key)

    return make


def by_stranger(ca: CaServer, made: Issued, by: Signing) -> bytes:
    responder = responder_of(people_authority(ca.folder / "stranger").issuing)
    return answered(made, by, responder.certificate, responder.key)


def by_holder(_ca: CaServer, made: Issued, by: Signing) -> bytes:
    """Whoever stole the key could say of it that all is well."""
    return answered(made, by, made.certificate, made.key)


def about_another(ca: CaServer, made: Issued, by: Signing) -> bytes:
    other = people.person(ca)
    return answered(made, by, made.chain[0], by.key, about=other.certificate)


def about_same_serial(ca: CaServer, made: Issued, by: Signing) -> bytes:
    """Of another authority that has given out the same serial number."""
    other = people.of_stranger(ca)
    strangers = people_authority(ca.folder / "stranger").issuing
    twin = _with_serial(other.certificate, made.certificate.serial_number, strangers)
    return answered(made, by, made.chain[0], by.key, about=twin, issuer=other.chain[0])


def _with_serial(like: x509.Certificate, serial: int, by: Signing) -> x509.Certificate:
    builder = x509.CertificateBuilder().subject_name(like.subject).issuer_name(by.name).public_key(by.key.public_key())
    builder = builder.serial_number(serial).not_valid_before(like.not_valid_before_utc)
    return builder.not_valid_after(like.not_valid_after_utc).sign(by.key, hashes.SHA256())


def aged(**more: Any) -> Answered:
    return lambda _ca, made, by: answered(made, by, made.chain[0], by.key, **more)


ANSWERS: dict[str, tuple[Answered, bool]] = {
    "by the authority itself": (by_itself, True),
    "by whom it delegated": (by_delegate, True),
    "by one whose certificate is for other uses": (with_responder(use=ExtendedKeyUsageOID.CLIENT_AUTH), False),
    "by one whose certificate is for no use that it says": (with_responder(use=None), False),
    "by one of whom it can't be known": (with_responder(nocheck=False), False),
    "by one whose certificate is over": (with_responder(lasts=dt.timedelta(minutes=30)), False),
    "by a stranger": (by_stranger, False),
    "by the holder": (by_holder, False),
    "about another certificate": (about_another, False),
    "about the same number of another authority": (about_same_serial, False),
    "too old": (aged(since=dt.timedelta(minutes=10)), False),
    "without an end": (aged(since=dt.timedelta(minutes=10), lasts=None), False),
    "of the future": (aged(since=-dt.timedelta(hours=1)), False),
    "with something critical": (aged(critical=True), False),
    "by SHA-1": (lambda ca, made, by: answer_by_sha1(by.key, by_itself(ca, made, by)), False),
    "no answer": (lambda _ca, _made, _by: b"sorry", False),
    "unsuccessful": (lambda ca, _made, _by: ocsp_answer(ca.folder, b"?", address=ca.address), False),
}


@pytest.mark.parametrize("told", ANSWERS)
async def test_an_answer_and_whether_it_counts(ca: CaServer, told: str) -> None:
    made, by = people.person(ca), people_authority(ca.folder).issuing
    ca.silence(ISSUING_CRL)
    make, counts = ANSWERS[told]
    answer = make(ca, made, by)
    ca.answers[OCSP] = lambda _body: answer
    verdict = await verify_detached(CONTENT, cades(made), people.trust(ca), signer="person")
    assert verdict.sub_indication is (None if counts else Sub.TRY_LATER), verdict.detail
