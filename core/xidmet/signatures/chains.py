"""The way from a certificate up to an anchor (RFC 5280, section 6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from typing import Any

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtensionOID, SignatureAlgorithmOID
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import ExpiredError, NotYetValidError, PathError, ValidationError
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)

from xidmet.signatures.algorithms import RSA_BITS
from xidmet.signatures.methods import METHODS, Methods
from xidmet.signatures.remembering import remembered
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

# Where nothing constrains names, a path is the same whatever stands in these of the last certificate.
NOT_LOOKED_AT = {
    ExtensionOID.SUBJECT_KEY_IDENTIFIER,
    ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
    ExtensionOID.CRL_DISTRIBUTION_POINTS,
    ExtensionOID.AUTHORITY_INFORMATION_ACCESS,
}

Chain = tuple[x509.Certificate, ...]
Likeness = tuple[str | bool | bytes | tuple[str, bool, bytes], ...]


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
    chain = _found(certificate, tuple(others), tuple(anchors), tuple(_in_force(one, at) for one in others))
    if chain is None:
        raise NotGood(Sub.NO_CERTIFICATE_CHAIN_FOUND, "no way from the certificate to an anchor")
    return chain


@remembered()
def _found(certificate: x509.Certificate, others: Chain, anchors: Chain, in_force: tuple[bool, ...]) -> Chain | None:
    """Those in force first, and of them the last one, for an authority may be certified anew."""
    if certificate in anchors:
        return (certificate,)
    now = [one for one, is_in_force in zip(others, in_force, strict=True) if is_in_force]
    ordered = [*_latest_first(now), *_latest_first(others)]
    between = [one for one in dict.fromkeys(ordered) if one not in anchors and one != certificate]
    above = _above(tuple(between[:MOST]), anchors)
    issuer = _issuer(certificate, above)
    return (certificate, *above[issuer]) if issuer else None


def _latest_first(several: Sequence[x509.Certificate]) -> list[x509.Certificate]:
    return sorted(several, key=lambda one: one.not_valid_after_utc, reverse=True)


@remembered()
def _above(between: Chain, anchors: Chain) -> Mapping[x509.Certificate, Chain]:
    """The way up from each of those that has one, the anchors included."""
    above: dict[x509.Certificate, Chain] = {anchor: (anchor,) for anchor in anchors}
    waiting = list(between)
    grew = True
    while grew:
        grew = False
        for one in list(waiting):
            issuer = _issuer(one, above)
            if issuer is not None:
                above[one] = (one, *above[issuer])
                waiting.remove(one)
                grew = True
    return above


def _issuer(certificate: x509.Certificate, among: Iterable[x509.Certificate]) -> x509.Certificate | None:
    return next((one for one in among if one.subject == certificate.issuer and issued(certificate, one)), None)


@remembered()
def issuer_name(certificate: x509.Certificate) -> bytes:
    """As DER."""
    return certificate.issuer.public_bytes()


@remembered()
def issued(certificate: x509.Certificate, by: x509.Certificate) -> bool:
    try:
        key = by.public_key()
        if getattr(key, "key_size", 0) >= RSA_BITS.stop:
            return False
        certificate.verify_directly_issued_by(by)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def check_chain(chain: Chain, at: dt.datetime, methods: Methods = METHODS) -> None:
    """That the chain was good at this moment, revocation apart. Raises NotGood, and says why.

    Takes about 3 ms, unless one that differs in nothing that matters was found good before.
    """
    methods.need_chain(chain, at)
    if not all(_in_force(one, at) for one in chain[:-1] or chain):
        raise NotGood(Sub.OUT_OF_BOUNDS_NO_POE, "a certificate was not in force")
    _need_fit(chain, at)


@remembered(key=1)
def _need_fit(chain: Chain, at: dt.datetime) -> None:
    """at: a moment at which all but the anchor are in force; the check looks at it for nothing else."""
    strange = [one.oid.dotted_string for one in chain[0].extensions if one.critical and one.oid not in UNDERSTOOD]
    if strange:
        raise NotGood(Sub.CHAIN_CONSTRAINTS_FAILURE, f"critical extensions not understood: {', '.join(strange)}")
    _need_path(*_likeness(chain), chain, at)


def _likeness(chain: Chain) -> tuple[Chain, Likeness]:
    """The authorities, and of the last certificate all that the check of a path looks at, but for what is looked at
    elsewhere each time: its dates, and who signed it (`issued`)."""
    last, authorities = chain[0], chain[1:]
    whole = (last.public_bytes(Encoding.DER),)
    if not authorities or last.signature_algorithm_oid == SignatureAlgorithmOID.RSASSA_PSS:
        return authorities, whole
    if any(one.oid == ExtensionOID.NAME_CONSTRAINTS for each in authorities for one in each.extensions):
        return authorities, whole
    try:
        extensions = tuple(
            (one.oid.dotted_string, one.critical, b"" if one.oid in NOT_LOOKED_AT else one.value.public_bytes())
            for one in last.extensions
        )
    except NotImplementedError:  # of a kind that the library does not write
        return authorities, whole
    kinds = (last.version.name, last.signature_algorithm_oid.dotted_string, last.public_key_algorithm_oid.dotted_string)
    return authorities, (*kinds, last.subject == last.issuer, *extensions)


@remembered(most=500, key=2)
def _need_path(authorities: Chain, likeness: Likeness, chain: Chain, at: dt.datetime) -> None:
    """Once for all whom the same authorities certify alike. at: as in _need_fit."""
    try:
        _at_once(_validate(chain, at))
    except (ExpiredError, NotYetValidError) as error:
        raise NotGood(Sub.OUT_OF_BOUNDS_NO_POE, "a certificate was not in force") from error
    except PathError as error:
        raise NotGood(Sub.NO_CERTIFICATE_CHAIN_FOUND, "no way from the certificate to an anchor") from error
    except ValidationError as error:
        raise NotGood(Sub.CERTIFICATE_CHAIN_GENERAL_FAILURE, type(error).__name__) from error


def _at_once(checking: Coroutine[Any, Any, None]) -> None:
    """Nothing is fetched, so it never waits, and needs no loop, of which this thread may have one already."""
    try:
        checking.send(None)
    except StopIteration:
        return
    finally:
        checking.close()
    raise RuntimeError("the check of a path waits for something")


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
