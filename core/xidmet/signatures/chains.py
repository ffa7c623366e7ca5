"""The way from a certificate up to an anchor (RFC 5280, section 6)."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterable, Sequence

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtensionOID
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import ExpiredError, NotYetValidError, PathError, ValidationError
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)

from xidmet.signatures.algorithms import RSA_BITS, need_strong_certificate
from xidmet.signatures.verdict import NotGood, Sub

MOST = 30  # certificates that a signature may bring along
UNCHECKED = RevocationCheckingPolicy(RevocationCheckingRule.NO_CHECK, RevocationCheckingRule.NO_CHECK)
# certvalidator reads those of the authorities, and leaves those of the last certificate to us.
UNDERSTOOD = {
    ExtensionOID.KEY_USAGE,
    ExtensionOID.BASIC_CONSTRAINTS,
    ExtensionOID.EXTENDED_KEY_USAGE,
    ExtensionOID.CERTIFICATE_POLICIES,
    ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
    ExtensionOID.CRL_DISTRIBUTION_POINTS,
    x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3"),  # QCStatements
}

Chain = tuple[x509.Certificate, ...]


def find_chain(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    anchors: Sequence[x509.Certificate],
    at: dt.datetime,
) -> Chain:
    """From the certificate to one of the anchors; nothing is checked but that each issued the one before it.

    Certificates are taken up from the anchors downwards, each once, so that a thousand forged ones that certify one
    another in circles cost a look each. Raises NotGood when there is no way.
    """
    if certificate in anchors:
        return (certificate,)
    above: dict[x509.Certificate, Chain] = {anchor: (anchor,) for anchor in anchors}
    several = set(others) - set(anchors) - {certificate}  # an authority may be certified anew: the last one first
    waiting = sorted(several, key=lambda one: (_in_force(one, at), one.not_valid_after_utc), reverse=True)[:MOST]
    grew = True
    while grew:
        grew = False
        for one in list(waiting):
            issuer = _issuer(one, above)
            if issuer is not None:
                above[one] = (one, *above[issuer])
                waiting.remove(one)
                grew = True
    issuer = _issuer(certificate, above)
    if issuer is None:
        raise NotGood(Sub.NO_CERTIFICATE_CHAIN_FOUND, "no way from the certificate to an anchor")
    return (certificate, *above[issuer])


def _issuer(certificate: x509.Certificate, among: Iterable[x509.Certificate]) -> x509.Certificate | None:
    return next((one for one in among if one.subject == certificate.issuer and issued(certificate, one)), None)


def issued(certificate: x509.Certificate, by: x509.Certificate) -> bool:
    try:
        key = by.public_key()
        if getattr(key, "key_size", 0) >= RSA_BITS.stop:
            return False
        certificate.verify_directly_issued_by(by)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def check_chain(chain: Chain, at: dt.datetime) -> None:
    """That the chain was good at this moment, revocation apart. Raises NotGood, and says why. Blocks for about 3 ms."""
    for one in chain[:1] if len(chain) == 1 else chain[:-1]:
        need_strong_certificate(one)
        if not _in_force(one, at):
            raise NotGood(Sub.OUT_OF_BOUNDS_NO_POE, "a certificate was not in force")
    strange = [one.oid.dotted_string for one in chain[0].extensions if one.critical and one.oid not in UNDERSTOOD]
    if strange:
        raise NotGood(Sub.CHAIN_CONSTRAINTS_FAILURE, f"critical extensions not understood: {', '.join(strange)}")
    try:
        asyncio.run(_validate(chain, at))
    except (ExpiredError, NotYetValidError) as error:
        raise NotGood(Sub.OUT_OF_BOUNDS_NO_POE, "a certificate was not in force") from error
    except PathError as error:
        raise NotGood(Sub.NO_CERTIFICATE_CHAIN_FOUND, "no way from the certificate to an anchor") from error
    except ValidationError as error:
        raise NotGood(Sub.CERTIFICATE_CHAIN_GENERAL_FAILURE, type(error).__name__) from error


async def _validate(chain: Chain, at: dt.datetime) -> None:
    """A context collects every certificate it meets, so each check gets its own, with this one way in it."""
    first, *others = (asn1_x509.Certificate.load(one.public_bytes(Encoding.DER), strict=True) for one in chain)
    context = ValidationContext(
        trust_roots=[others[-1] if others else first],
        other_certs=others[:-1],
        moment=at,
        best_signature_time=at,
        allow_fetching=False,
        revinfo_policy=CertRevTrustPolicy(UNCHECKED, retroactive_revinfo=True),
    )
    await CertificateValidator(first, others[:-1], context).async_validate_path()


def _in_force(certificate: x509.Certificate, at: dt.datetime) -> bool:
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc
