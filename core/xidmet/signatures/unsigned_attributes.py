"""What was put beside a CMS signature afterwards: time-stamps, certificates, revocation values (ETSI EN 319 122-1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from asn1crypto import core, crl, ocsp, x509

from xidmet.signatures.revocation import EMBEDDED, Told
from xidmet.signatures.verdict import too_much

MOST_STAMPS = 10
REVOCATION_VALUES, CERTIFICATE_VALUES = "1.2.840.113549.1.9.16.2.24", "1.2.840.113549.1.9.16.2.23"


ARCHIVE_V2, ARCHIVE_V3 = "1.2.840.113549.1.9.16.2.48", "0.4.0.1733.2.4"
ARCHIVE_V1 = "1.2.840.113549.1.9.16.2.27"


class _Lists(core.SequenceOf):  # type: ignore[misc]  # asn1crypto has no types
    _child_spec = crl.CertificateList


class _Answers(core.SequenceOf):  # type: ignore[misc]
    _child_spec = ocsp.BasicOCSPResponse


class _RevocationValues(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("crls", _Lists, {"explicit": 0, "optional": True}),
        ("answers", _Answers, {"explicit": 1, "optional": True}),
        ("others", core.Any, {"explicit": 2, "optional": True}),
    ]


class _CertificateValues(core.SequenceOf):  # type: ignore[misc]
    _child_spec = x509.Certificate


class UnsignedAttributes:
    """signature_stamps: tokens over the signature's value. archived: there are archive time-stamps of the first kind.

    Raises NotGood for more than are taken.
    """

    def __init__(self, signer: Any) -> None:
        self.signature_stamps: list[bytes] = []
        self.certificates: list[bytes] = []
        self.told: list[Told] = []
        self.counter_signed = self.archived = False
        for kind, value in each_value(signer):
            self._take(kind, value)
        if len(self.signature_stamps) > MOST_STAMPS:
            raise too_much(f"more than {MOST_STAMPS} time-stamps")

    def _take(self, kind: str, value: bytes) -> None:
        if kind == "signature_time_stamp_token":
            self.signature_stamps.append(value)
        elif kind == "counter_signature":
            self.counter_signed = True
        elif kind == ARCHIVE_V1:
            self.archived = True
        elif kind == CERTIFICATE_VALUES:
            self.certificates += [one.dump() for one in _CertificateValues.load(value, strict=True)]
        elif kind == REVOCATION_VALUES:
            self.told += _told(_RevocationValues.load(value, strict=True))


def each_value(signer: Any) -> Iterator[tuple[str, bytes]]:
    """Kind and DER of each unsigned attribute's values."""
    for one in signer["unsigned_attrs"] or ():
        for value in one["values"]:
            yield one["type"].native, value.dump()


def _told(values: Any) -> Iterator[Told]:
    for one in values["crls"] or ():
        yield Told("crl", EMBEDDED, one.dump())
    for one in values["answers"] or ():
        yield Told("ocsp", EMBEDDED, as_response(one))


def as_response(basic: Any) -> bytes:
    """An answer that was kept without its envelope, put into one (RFC 6960, 4.2.1)."""
    held = {"response_type": "basic_ocsp_response", "response": basic}
    return bytes(ocsp.OCSPResponse({"response_status": "successful", "response_bytes": held}).dump())
