"""Was a certificate taken back? What one CRL (RFC 5280) or one OCSP answer (RFC 6960) says about it.

Only plain ones count: whole lists of the issuer itself, answers by the issuer or by whom it delegated. Anything else,
such as an indirect or partial list, says nothing, so that the check ends with "try later" and never with "good".
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtensionOID

from xidmet.signatures.algorithms import need_strength
from xidmet.signatures.ocsp_answers import answers_about
from xidmet.signatures.verdict import NotGood, RevocationData

SKEW = dt.timedelta(minutes=5)  # by which the clock of a CA may be ahead of ours
# What the signer brought along shows the past they chose to show, so about the present it must be new.
BROUGHT_COUNTS_FOR = dt.timedelta(hours=1)
UNDERSTOOD = {ExtensionOID.ISSUING_DISTRIBUTION_POINT}
EMBEDDED, LOCAL = "embedded", "local"
COVERED = "embedded, and time-stamped"  # nobody could choose it later, so it counts for as long as it says


@dataclass(frozen=True)
class Told:
    """source: EMBEDDED, LOCAL or a URL."""

    kind: Literal["crl", "ocsp"]
    source: str
    der: bytes


@dataclass(frozen=True)
class Answer:
    """since: from when on the certificate is revoked; None: it is good."""

    since: dt.datetime | None
    data: RevocationData

    def revoked(self, at: dt.datetime) -> bool:
        return self.since is not None and self.since <= at


def answer_about(
    certificate: x509.Certificate, issuer: x509.Certificate, told: Iterable[Told], at: dt.datetime, now: dt.datetime
) -> Answer | None:
    """What counts at this moment, the worst first. None: nothing that was told counts. May block for a long list."""
    answers = [answer for one in told if (answer := _read(certificate, issuer, one, at, now))]
    return next((one for one in answers if one.revoked(at)), answers[0] if answers else None)


def _read(
    certificate: x509.Certificate, issuer: x509.Certificate, told: Told, at: dt.datetime, now: dt.datetime
) -> Answer | None:
    read = _of_list if told.kind == "crl" else _of_answer
    try:
        answer = read(certificate, issuer, told, now)
    except (ValueError, TypeError, UnsupportedAlgorithm, NotGood, x509.DuplicateExtension):
        return None  # what can't be read says nothing
    return answer if answer and _counts(answer, certificate, told.source, at, now) else None


def _counts(answer: Answer, certificate: x509.Certificate, source: str, at: dt.datetime, now: dt.datetime) -> bool:
    """Revoked once is revoked, however old the news. That it is good must have been said for this moment, or later.

    Later, yet while the certificate was in force: afterwards authorities strike it off their lists.
    """
    data = answer.data
    if data.this_update > now + SKEW:
        return False
    if answer.revoked(at):
        return True
    if at <= data.this_update:
        return data.this_update <= certificate.not_valid_after_utc
    if source == EMBEDDED and at - data.this_update > BROUGHT_COUNTS_FOR:
        return False
    return data.next_update is not None and at <= data.next_update


def _of_list(certificate: x509.Certificate, issuer: x509.Certificate, told: Told, now: dt.datetime) -> Answer | None:
    crl = x509.load_der_x509_crl(told.der)
    this_update, next_update = crl.last_update_utc, crl.next_update_utc
    if next_update is None or crl.issuer != issuer.subject or not _may_list(issuer) or not _is_plain(crl, certificate):
        return None
    key, hashed = issuer.public_key(), crl.signature_hash_algorithm
    need_strength(key, hashed.name if hashed else "")
    if not crl.is_signature_valid(key):  # type: ignore[arg-type]  # the kinds of key were just narrowed to EC and RSA
        return None
    entry = crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
    data = _data(told, this_update, next_update)
    return Answer(_since(entry) if entry else None, data)


def _may_list(issuer: x509.Certificate) -> bool:
    try:
        return issuer.extensions.get_extension_for_class(x509.KeyUsage).value.crl_sign
    except x509.ExtensionNotFound:
        return True


def _is_plain(crl: x509.CertificateRevocationList, certificate: x509.Certificate) -> bool:
    """The whole list of its issuer, or the part of it that this certificate belongs to."""
    if any(one.critical and one.oid not in UNDERSTOOD for one in crl.extensions):
        return False
    try:
        part = crl.extensions.get_extension_for_class(x509.IssuingDistributionPoint).value
    except x509.ExtensionNotFound:
        return True
    narrow = part.indirect_crl or part.only_contains_attribute_certs or part.only_some_reasons or part.relative_name
    other_kind = part.only_contains_user_certs if _is_authority(certificate) else part.only_contains_ca_certs
    names = {name.value for name in part.full_name or ()}
    return not narrow and not other_kind and (not names or bool(names & set(crl_urls(certificate))))


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _since(entry: x509.RevokedCertificate) -> dt.datetime:
    """A key may have been lost before anybody said so."""
    try:
        lost = entry.extensions.get_extension_for_class(x509.InvalidityDate).value.invalidity_date_utc
    except (x509.ExtensionNotFound, ValueError):
        return entry.revocation_date_utc
    return min(entry.revocation_date_utc, lost)


def _of_answer(certificate: x509.Certificate, issuer: x509.Certificate, told: Told, now: dt.datetime) -> Answer | None:
    for one in answers_about(certificate, issuer, told.der, now):
        data = _data(told, one.this_update_utc, one.next_update_utc)
        if one.certificate_status is ocsp.OCSPCertStatus.REVOKED:
            return Answer(one.revocation_time_utc or data.this_update, data)
        if one.certificate_status is ocsp.OCSPCertStatus.GOOD:
            return Answer(None, data)
    return None


def _data(told: Told, this_update: dt.datetime, next_update: dt.datetime | None) -> RevocationData:
    digest = hashlib.sha256(told.der).hexdigest()
    return RevocationData(told.kind, told.source, this_update, next_update, digest, told.der)


def crl_urls(certificate: x509.Certificate) -> list[str]:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return []
    whole = [point for point in points if not point.reasons and not point.crl_issuer]
    names = [name for point in whole for name in point.full_name or ()]
    return [name.value for name in names if isinstance(name, x509.UniformResourceIdentifier)]
