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
from xidmet.signatures.remembering import remembered
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


@dataclass(frozen=True)
class Said:
    """When something was said, and until when it holds. sha256: of the whole list or answer."""

    this_update: dt.datetime
    next_update: dt.datetime | None
    sha256: str


@dataclass(frozen=True)
class RevocationList:
    """part: the certificates it is about; None: all of its issuer. serials: of those that were taken back, for a long
    list is slow to search through."""

    crl: x509.CertificateRevocationList
    said: Said
    part: x509.IssuingDistributionPoint | None
    serials: frozenset[int]

    def since(self, serial: int) -> dt.datetime | None:
        entry = self.crl.get_revoked_certificate_by_serial_number(serial) if serial in self.serials else None
        return _struck(entry) if entry else None


Spoken = tuple[Said, dt.datetime | None]
UNREADABLE = (ValueError, TypeError, UnsupportedAlgorithm, NotGood, x509.DuplicateExtension)


def answer_about(
    certificate: x509.Certificate, issuer: x509.Certificate, told: Iterable[Told], at: dt.datetime, now: dt.datetime
) -> Answer | None:
    """What counts at this moment, the worst first. None: nothing that was told counts. May block for a long list."""
    answers = [answer for one in told if (answer := _read(certificate, issuer, one, at, now))]
    return next((one for one in answers if one.revoked(at)), answers[0] if answers else None)


@remembered(most=500, most_bytes=100_000_000)
def lists_of(issuer: x509.Certificate, told: tuple[Told, ...]) -> tuple[Told, ...]:
    """Those that this issuer wrote; the others say nothing about whom it certified."""
    return tuple(one for one in told if _list(issuer, one.der))


def _read(
    certificate: x509.Certificate, issuer: x509.Certificate, told: Told, at: dt.datetime, now: dt.datetime
) -> Answer | None:
    found = (_in_list if told.kind == "crl" else _in_answer)(certificate, issuer, told.der)
    if found is None:
        return None
    said, since = found
    answer = Answer(
        since, RevocationData(told.kind, told.source, said.this_update, said.next_update, said.sha256, told.der)
    )
    return answer if _counts(answer, certificate, told.source, at, now) else None


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


def _in_list(certificate: x509.Certificate, issuer: x509.Certificate, der: bytes) -> Spoken | None:
    """Nothing here depends on the moment, nor does it in an answer."""
    found = _list(issuer, der)
    try:
        if found is None or (found.part and not _is_in(found.part, certificate)):
            return None
        return found.said, found.since(certificate.serial_number)
    except UNREADABLE:
        return None


@remembered(most=200, most_bytes=50_000_000)
def _list(issuer: x509.Certificate, der: bytes) -> RevocationList | None:
    """When it is the issuer's. What can't be read says nothing. May block for a second on a long one."""
    try:
        crl = x509.load_der_x509_crl(der)
        this_update, next_update = crl.last_update_utc, crl.next_update_utc
        if next_update is None or crl.issuer != issuer.subject or not _may_list(issuer):
            return None
        key, hashed = issuer.public_key(), crl.signature_hash_algorithm
        need_strength(key, hashed.name if hashed else "")
        if not crl.is_signature_valid(key):  # type: ignore[arg-type]  # the kinds of key were just narrowed
            return None
        said = Said(this_update, next_update, hashlib.sha256(der).hexdigest())
        return RevocationList(crl, said, _part(crl), frozenset(one.serial_number for one in crl))
    except UNREADABLE:
        return None


def _may_list(issuer: x509.Certificate) -> bool:
    try:
        return issuer.extensions.get_extension_for_class(x509.KeyUsage).value.crl_sign
    except x509.ExtensionNotFound:
        return True


def _part(crl: x509.CertificateRevocationList) -> x509.IssuingDistributionPoint | None:
    """Of which certificates it is the list; None: of all its issuer's. Raises ValueError for one that is not taken."""
    if any(one.critical and one.oid not in UNDERSTOOD for one in crl.extensions):
        raise ValueError("something critical that is not understood")
    try:
        part = crl.extensions.get_extension_for_class(x509.IssuingDistributionPoint).value
    except x509.ExtensionNotFound:
        return None
    if part.indirect_crl or part.only_contains_attribute_certs or part.only_some_reasons or part.relative_name:
        raise ValueError("not the list of its issuer alone")
    return part


def _is_in(part: x509.IssuingDistributionPoint, certificate: x509.Certificate) -> bool:
    other_kind = part.only_contains_user_certs if _is_authority(certificate) else part.only_contains_ca_certs
    names = {name.value for name in part.full_name or ()}
    return not other_kind and (not names or bool(names & set(crl_urls(certificate))))


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _struck(entry: x509.RevokedCertificate) -> dt.datetime:
    """A key may have been lost before anybody said so."""
    try:
        lost = entry.extensions.get_extension_for_class(x509.InvalidityDate).value.invalidity_date_utc
    except (x509.ExtensionNotFound, ValueError):
        return entry.revocation_date_utc
    return min(entry.revocation_date_utc, lost)


@remembered()
def _in_answer(certificate: x509.Certificate, issuer: x509.Certificate, der: bytes) -> Spoken | None:
    try:
        for one in answers_about(certificate, issuer, der):
            said = Said(one.this_update_utc, one.next_update_utc, hashlib.sha256(der).hexdigest())
            if one.certificate_status is ocsp.OCSPCertStatus.REVOKED:
                return said, one.revocation_time_utc or said.this_update
            if one.certificate_status is ocsp.OCSPCertStatus.GOOD:
                return said, None
    except UNREADABLE:
        return None
    return None


def crl_urls(certificate: x509.Certificate) -> list[str]:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return []
    whole = [point for point in points if not point.reasons and not point.crl_issuer]
    names = [name for point in whole for name in point.full_name or ()]
    return [name.value for name in names if isinstance(name, x509.UniformResourceIdentifier)]
