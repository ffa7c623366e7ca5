"""Time-stamps and what proves a seal, put into a sealed PDF (PAdES, ETSI EN 319 142-1, 5.4 and 5.5).

Nothing that was signed is touched: the first time-stamp goes into room that was left beside the signature, all the rest
is added behind the file. All of it blocks: run it in a thread.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms, crl, ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore

from xidmet.signatures.encoding import first_piece
from xidmet.signatures.seal_cms import with_time_stamp
from xidmet.signatures.verdict import NotGood, RevocationData, Sub

DIGEST = "sha256"
# As pyHanko writes them; whatever else looked so would not pass the check that follows.
_RANGE, _DIGITS = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+\d+\s*\]"), re.compile(rb"(?:[0-9A-Fa-f]{2})+")
_STAMP = b"/DocTimeStamp"


@dataclass(frozen=True)
class Material:
    """What proves that certificates counted: to lie in the file beside the signatures, in its security store."""

    certificates: Sequence[x509.Certificate] = ()
    news: Sequence[RevocationData] = ()


def has_time(pdf: bytes) -> bool:
    """Whether there is a time-stamp over the seal or over the whole."""
    return _STAMP in pdf or bool(_signer(pdf)["unsigned_attrs"])


def signature_value(pdf: bytes) -> bytes:
    """The value of the seal's own signature, over which its time-stamp goes."""
    return bytes(_signer(pdf)["signature"].native)


def with_signature_stamp(pdf: bytes, token: bytes) -> bytes | None:
    """token: DER. None: there is not room enough beside the signature."""
    (start, end), signature = _signed(pdf)
    digits = with_time_stamp(signature, token).hex().upper().encode()
    room = end - start - 2
    return pdf[: start + 1] + digits.ljust(room, b"0") + pdf[end - 1 :] if len(digits) <= room else None


def with_material(pdf: bytes, material: Material) -> bytes:
    writer, out = IncrementalPdfFileWriter(io.BytesIO(pdf)), io.BytesIO()
    _add(writer, material)
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


class DocumentStamp:
    """A time-stamp over the whole file with this material in it. digest: SHA-256 that it must be over.

    room: bytes to keep for the token.
    """

    def __init__(self, pdf: bytes, material: Material, room: int) -> None:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        _add(writer, material)
        self._writing = PdfCMSEmbedder().write_cms(f"Stamp{pdf.count(_STAMP) + 1}", writer)
        next(self._writing)
        placeholder = DocumentTimestamp(bytes_reserved=2 * room)  # type: ignore[no-untyped-call]
        self._writing.send(SigObjSetup(placeholder))
        prepared, self._out = self._writing.send(SigIOSetup(DIGEST))
        self.digest: bytes = prepared.document_digest

    def finished(self, token: bytes) -> bytes:
        """token: DER. Once only."""
        self._writing.send(token)
        return bytes(self._out.getvalue())


def _signer(pdf: bytes) -> Any:
    return cms.ContentInfo.load(_signed(pdf)[1])["content"]["signer_infos"][0]


def _signed(pdf: bytes) -> tuple[tuple[int, int], bytes]:
    """Where the seal's digits stand, < and > included, and the DER they say: of the first signature that was put in.

    pyHanko would read the digits one by one, which takes longer than all the rest. Raises NotGood.
    """
    for found in _RANGE.finditer(pdf):
        start, end = int(found[1]), int(found[2])
        digits = pdf[start + 1 : end - 1]
        if pdf[start : start + 1] + pdf[end - 1 : end] == b"<>" and _DIGITS.fullmatch(digits):
            return (start, end), first_piece(bytes.fromhex(digits.decode()))
    raise NotGood(Sub.SIGNED_DATA_NOT_FOUND, "no seal")


def _add(writer: IncrementalPdfFileWriter, material: Material) -> None:
    certificates = [asn1_x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in material.certificates]
    lists = [crl.CertificateList.load(one.der) for one in material.news if one.kind == "crl"]
    answers = [ocsp.OCSPResponse.load(one.der) for one in material.news if one.kind == "ocsp"]
    if certificates or material.news:
        DocumentSecurityStore.supply_dss_in_writer(writer, None, certs=certificates, crls=lists, ocsps=answers)
