"""What a demonstration's authority tells about certificates it took back: CRLs (RFC 5280) and OCSP (RFC 6960)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from xidmet import clock
from xidmet.signatures.demo_authority import ISSUING, ROOT, demo_authority
from xidmet.signatures.demo_certificates import Signing, certificate, named, of_holder
from xidmet.signatures.demo_people import PeopleAuthority, issuing_certificate, people_authority, private_keys
from xidmet.signatures.demo_register import is_issued, revoked

CRL_LASTS, ROOT_CRL_LASTS = dt.timedelta(hours=1), dt.timedelta(days=7)
# Short, so that in a demonstration a certificate that was taken back is refused a minute later.
ANSWER_LASTS = dt.timedelta(minutes=1)
RESPONDER_LASTS = dt.timedelta(days=1)
RESPONDER = "Xidmət Demo People OCSP"


def issuing_crl(folder: Path) -> bytes:
    """DER of the list of all that people and organisations no longer may use, as of now."""
    builder = _list(people_authority(folder).issuing, CRL_LASTS)
    for serial, (moment, reason) in revoked(folder).items():
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(moment)
        builder = builder.add_revoked_certificate(entry.add_extension(x509.CRLReason(reason), critical=False).build())
    return _signed(builder, people_authority(folder).issuing)


def root_crl(folder: Path) -> bytes:
    """DER of the root's list. It is empty: the root certified one authority and never took it back."""
    top = people_authority(folder).top
    return _signed(_list(top, ROOT_CRL_LASTS), top)


def seal_crl(folder: Path, which: Literal["root", "issuing"]) -> bytes:
    """The same of an authority of the portal's own seal, which takes nothing back either."""
    made = demo_authority(folder)
    place = ("root", "issuing").index(which)
    if not made.keys.exists():
        return made.lists[place].read_bytes()
    key = private_keys(made.keys.read_bytes())[place]
    by = Signing(named((ROOT, ISSUING)[place]), key)
    return _signed(_list(by, CRL_LASTS if which == "issuing" else ROOT_CRL_LASTS), by)


def _list(by: Signing, lasts: dt.timedelta) -> x509.CertificateRevocationListBuilder:
    now = clock.now()
    builder = x509.CertificateRevocationListBuilder().issuer_name(by.name).last_update(now).next_update(now + lasts)
    key = x509.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key())
    number = x509.CRLNumber(int(now.timestamp() * 1000))
    return builder.add_extension(key, critical=False).add_extension(number, critical=False)


def _signed(builder: x509.CertificateRevocationListBuilder, by: Signing) -> bytes:
    return builder.sign(by.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def ocsp_answer(folder: Path, request: bytes, *, address: str) -> bytes:
    """DER of the answer to a DER request, by a responder the issuer delegated. Any request gets one.

    A certificate that was never given out is unknown, not good.
    """
    try:
        asked = ocsp.load_der_ocsp_request(request)
        issuer = issuing_certificate(folder, address=address)
        authority = people_authority(folder)
        responder = _responder(authority)
        if not _is_of(asked, issuer, responder):
            return _refused(ocsp.OCSPResponseStatus.UNAUTHORIZED)
        builder = _answer(folder, asked).responder_id(ocsp.OCSPResponderEncoding.HASH, responder)
        signed = builder.certificates([responder]).sign(authority.responder, hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.DER)
    except (ValueError, TypeError, UnsupportedAlgorithm):  # a hash we do not know, or no request at all
        return _refused(ocsp.OCSPResponseStatus.MALFORMED_REQUEST)


def _is_of(asked: ocsp.OCSPRequest, issuer: x509.Certificate, one: x509.Certificate) -> bool:
    """OCSP names the issuer by hashes; a request about one that it issued is the shortest way to them."""
    own = ocsp.OCSPRequestBuilder().add_certificate(one, issuer, asked.hash_algorithm).build()
    return (own.issuer_name_hash, own.issuer_key_hash) == (asked.issuer_name_hash, asked.issuer_key_hash)


def _answer(folder: Path, asked: ocsp.OCSPRequest) -> ocsp.OCSPResponseBuilder:
    now, serial = clock.now(), asked.serial_number
    moment, reason = revoked(folder).get(serial, (None, None))
    known = ocsp.OCSPCertStatus.GOOD if is_issued(folder, serial) else ocsp.OCSPCertStatus.UNKNOWN
    builder = ocsp.OCSPResponseBuilder().add_response_by_hash(
        issuer_name_hash=asked.issuer_name_hash,
        issuer_key_hash=asked.issuer_key_hash,
        serial_number=serial,
        algorithm=asked.hash_algorithm,
        cert_status=ocsp.OCSPCertStatus.REVOKED if moment else known,
        this_update=now,
        next_update=now + ANSWER_LASTS,
        revocation_time=moment,
        revocation_reason=reason,
    )
    for extension in asked.extensions:
        if isinstance(extension.value, x509.OCSPNonce):
            builder = builder.add_extension(extension.value, critical=False)
    return builder


def _responder(authority: PeopleAuthority) -> x509.Certificate:
    """Its certificate lasts a day, for nobody asks whether it was taken back (id-pkix-ocsp-nocheck)."""
    delegated = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING])
    more = [*of_holder(signs=False, authenticates=True), (delegated, False), (x509.OCSPNoCheck(), False)]
    key = authority.responder.public_key()
    return certificate(named(RESPONDER), key, authority.issuing, lasts=RESPONDER_LASTS, extensions=more)


def _refused(status: ocsp.OCSPResponseStatus) -> bytes:
    return ocsp.OCSPResponseBuilder.build_unsuccessful(status).public_bytes(serialization.Encoding.DER)
