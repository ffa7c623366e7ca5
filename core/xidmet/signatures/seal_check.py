"""Is a seal on a PDF intact, valid and trusted? The three are kept apart."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext


@dataclass(frozen=True)
class SealVerdict:
    """intact: the signed bytes are unchanged. valid: the mathematics holds. trusted: the chain ends in an anchor.

    whole: the signature covers the whole file, so nothing was put behind it. sealed_by: name in the certificate.
    """

    intact: bool
    valid: bool
    trusted: bool
    whole: bool
    sealed_by: str

    @property
    def good(self) -> bool:
        return self.intact and self.valid and self.trusted and self.whole


UNREADABLE = SealVerdict(False, False, False, False, "")


async def verify_seal(pdf: bytes, anchors: Sequence[bytes]) -> SealVerdict:
    """Check the last signature of a PDF. A hostile PDF gives a bad verdict, never an exception.

    anchors: PEM, ours to choose; a wrong one raises ValueError, for it would make every seal look like a bad one.
    """
    roots = [asn1_x509.Certificate.load(pem.unarmor(anchor)[2]) for anchor in anchors]
    try:
        return await _verify(pdf, roots)
    except Exception:  # pyHanko raises many kinds on damaged files; each means: not a good seal
        return UNREADABLE


async def _verify(pdf: bytes, roots: list[asn1_x509.Certificate]) -> SealVerdict:
    signatures = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    if not signatures:
        return UNREADABLE
    # A context collects every certificate it meets, so each check gets its own.
    context = ValidationContext(trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail")
    status = await async_validate_pdf_signature(signatures[-1], signer_validation_context=context)
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    return SealVerdict(
        intact=bool(status.intact),
        valid=bool(status.valid),
        trusted=bool(status.trusted),
        whole=whole and bool(status.bottom_line),
        sealed_by=str(status.signing_cert.subject.native.get("common_name", "")),
    )
