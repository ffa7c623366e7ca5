"""What a certificate is meant for: signing in the sense of the law, showing who one is, or time-stamps."""

from __future__ import annotations

from typing import Literal

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from xidmet.signatures.identity import Kind
from xidmet.signatures.remembering import remembered
from xidmet.signatures.verdict import NotGood, Sub

Usage = Literal["sign", "authenticate", "stamp"]

# A certificate for nothing but these belongs to a machine.
OF_MACHINES = {
    ExtendedKeyUsageOID.SERVER_AUTH,
    ExtendedKeyUsageOID.CODE_SIGNING,
    ExtendedKeyUsageOID.TIME_STAMPING,
    ExtendedKeyUsageOID.OCSP_SIGNING,
}


@remembered()
def need_usage(certificate: x509.Certificate, usage: Usage, kind: Kind) -> None:
    """Raises NotGood. A person signs by content commitment; seals may be made by either (ETSI EN 319 412-2 and -3)."""
    if usage == "stamp":
        _need_stamping(certificate)
        return
    try:
        use = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        raise NotGood(Sub.CHAIN_CONSTRAINTS_FAILURE, "the certificate does not say what it is for") from None
    seals = kind == "organisation" and (use.content_commitment or use.digital_signature)
    signs = use.content_commitment if usage == "sign" else use.digital_signature
    if not (signs or seals):
        raise NotGood(Sub.CHAIN_CONSTRAINTS_FAILURE, f"the certificate is not meant to {usage}")
    if _is_authority(certificate) or _is_of_machine(certificate):
        raise NotGood(Sub.CHAIN_CONSTRAINTS_FAILURE, "the certificate of an authority or a machine")


def _need_stamping(certificate: x509.Certificate) -> None:
    """For nothing but time-stamps, and said so that nobody may overlook it (RFC 3161, section 2.3)."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        found = None
    only = [ExtendedKeyUsageOID.TIME_STAMPING]
    if found is None or not found.critical or list(found.value) != only or _is_authority(certificate):
        raise NotGood(Sub.CHAIN_CONSTRAINTS_FAILURE, "the certificate is not meant for time-stamps alone")


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _is_of_machine(certificate: x509.Certificate) -> bool:
    try:
        uses = set(certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    except x509.ExtensionNotFound:
        return False
    return uses <= OF_MACHINES
