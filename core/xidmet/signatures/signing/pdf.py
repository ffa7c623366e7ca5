"""PDFs made ready for a signature: the same file for the same time, so that it can be made once more around it."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject, NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest, SignatureObject

from xidmet.contract.signing import HashName

FIELD = "Signature"
SPACE = 32_768  # hexadecimal digits kept for the signature: a chain of three certificates takes under 8 KiB

FOR_SIGNING = 3  # there is a place for a signature, and programs may only add to the file (ISO 32000-1, table 219)


@dataclass(frozen=True)
class Prepared:
    """digest: of the bytes that the signature covers."""

    file: bytes
    digest: bytes
    _digest: PreparedByteRangeDigest

    def filled(self, signature: bytes) -> bytes:
        """The signed file. Raises ValueError for a signature that has no room in it."""
        if 2 * len(signature) > SPACE:
            raise ValueError("a signature that is too long")
        out = io.BytesIO(self.file)
        self._digest.fill_with_cms(out, signature)
        return out.getvalue()


def with_place(pdf: bytes, when: dt.datetime) -> bytes:
    """The PDF with an empty field for a signature. Without a form in it nobody could say that a form added by the
    signer's program is nothing but the place of the signature.
    """
    writer = _Same(io.BytesIO(pdf))
    writer.name_by(pdf, when)
    append_signature_field(writer, SigFieldSpec(FIELD))
    form = writer.root["/AcroForm"]
    form["/SigFlags"] = NumberObject(FOR_SIGNING)
    writer.update_container(form)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def prepare(pdf: bytes, hash_name: HashName, when: dt.datetime) -> Prepared:
    """Blocks for some milliseconds. pyHanko raises many kinds for what is no PDF."""
    writer = _Same(io.BytesIO(pdf))
    writer.name_by(pdf, when)
    steps: Any = PdfCMSEmbedder().write_cms(FIELD, writer)
    next(steps)
    held = SignatureObject(
        timestamp=when.astimezone(dt.UTC).replace(microsecond=0),
        subfilter=SigSeedSubFilter.PADES,
        bytes_reserved=SPACE,
    )
    steps.send(SigObjSetup(sig_placeholder=held))
    digest, out = steps.send(SigIOSetup(md_algorithm=hash_name))
    return Prepared(out.getvalue(), digest.document_digest, digest)


class _Same(IncrementalPdfFileWriter):
    """pyHanko would write the time by the machine's clock and a number drawn by lot."""

    def _update_meta(self) -> None:
        """What the file says about itself stays as it was."""

    def name_by(self, pdf: bytes, when: dt.datetime) -> None:
        made = hashlib.sha256(hashlib.sha256(pdf).digest() + when.isoformat().encode()).digest()
        self._document_id = ArrayObject([self._document_id[0], ByteStringObject(made[:16])])
