"""OCSP (RFC 6960): what is asked, and whether an answer was given by one who may give it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from xidmet.signatures.algorithms import need_strength
from xidmet.signatures.chains import issued

MOST = 20  # answers and certificates in one response that are looked at


def ocsp_request(certificate: x509.Certificate, issuer: x509.Certificate) -> bytes:
    """DER. By SHA-1, for many responders know no other; it only names the certificate. No nonce: answers are kept."""
    builder = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, hashes.SHA1())  # noqa: S303
    return builder.build().public_bytes(Encoding.DER)


def answers_about(
    certificate: x509.Certificate, issuer: x509.Certificate, der: bytes
) -> Iterator[ocsp.OCSPSingleResponse]:
    """Those about this very certificate, when they are signed by its issuer or by whom the issuer delegated.

    Raises ValueError for what can't be read, NotGood for a weak signature.
    """
    response = ocsp.load_der_ocsp_response(der)
    if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        return
    about = [
        one for one, _place in zip(response.responses, range(MOST), strict=False) if _is_about(one, certificate, issuer)
    ]
    if about and not any(one.critical for one in response.extensions) and _is_signed(response, issuer):
        yield from about


def _is_about(one: ocsp.OCSPSingleResponse, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Serial numbers are only unique below one issuer, which is named by two hashes."""
    if one.serial_number != certificate.serial_number:
        return False
    own = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, one.hash_algorithm).build()
    return (own.issuer_name_hash, own.issuer_key_hash) == (one.issuer_name_hash, one.issuer_key_hash)


def _is_signed(response: ocsp.OCSPResponse, issuer: x509.Certificate) -> bool:
    by = [
        issuer,
        *(one for one in response.certificates[:MOST] if _is_delegated(one, issuer, response.produced_at_utc)),
    ]
    return any(_holds(response, one) for one in by)


def _is_delegated(one: x509.Certificate, issuer: x509.Certificate, at: dt.datetime) -> bool:
    """It must say that nobody need ask whether it was itself taken back (id-pkix-ocsp-nocheck)."""
    try:
        uses = one.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        one.extensions.get_extension_for_class(x509.OCSPNoCheck)
    except x509.ExtensionNotFound:
        return False
    in_force = one.not_valid_before_utc <= at <= one.not_valid_after_utc
    return (
        in_force and ExtendedKeyUsageOID.OCSP_SIGNING in uses and one.issuer == issuer.subject and issued(one, issuer)
    )


def _holds(response: ocsp.OCSPResponse, by: x509.Certificate) -> bool:
    key, hashed = by.public_key(), response.signature_hash_algorithm
    if hashed is None:
        return False
    need_strength(key, hashed.name)
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(response.signature, response.tbs_response_bytes, ec.ECDSA(hashed))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(response.signature, response.tbs_response_bytes, padding.PKCS1v15(), hashed)
        else:
            return False
    except InvalidSignature:
        return False
    return True


def ocsp_urls(certificate: x509.Certificate) -> list[str]:
    return _urls(certificate, x509.oid.AuthorityInformationAccessOID.OCSP)


def issuer_urls(certificate: x509.Certificate) -> list[str]:
    return _urls(certificate, x509.oid.AuthorityInformationAccessOID.CA_ISSUERS)


def _urls(certificate: x509.Certificate, way: x509.ObjectIdentifier) -> list[str]:
    try:
        told = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return []
    places = [one.access_location for one in told if one.access_method == way]
    return [place.value for place in places if isinstance(place, x509.UniformResourceIdentifier)]
