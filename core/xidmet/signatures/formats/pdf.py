"""PAdES (ETSI EN 319 142-1): the signatures in a PDF, and whether anything else was changed since each was made.

pyHanko reads the file and compares its revisions; the signatures themselves are judged as any other. It lets some
things pass that must not: those are the guards in pdf_signature.py.
"""

from __future__ import annotations

import contextlib
import io
import logging
from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader

from xidmet.contract.texts import _
from xidmet.signatures.chains import MOST
from xidmet.signatures.encoding import first_piece
from xidmet.signatures.formats.pdf_additions import additions
from xidmet.signatures.formats.pdf_encryption import open_encrypted
from xidmet.signatures.formats.pdf_signature import PdfSignature
from xidmet.signatures.found import Found, Reading, StampReading, Unreadable
from xidmet.signatures.proving import with_material
from xidmet.signatures.revocation import EMBEDDED, Told
from xidmet.signatures.signed_data import Stamp, read_certificates
from xidmet.signatures.verdict import Indication, NotGood, too_much

MOST_SIGNATURES = 20

for _loud in ("pyhanko", "pyhanko_certvalidator"):  # their warnings hold names and numbers of certificates
    logging.getLogger(_loud).setLevel(logging.CRITICAL)


def read_pdf(file: bytes, content: bytes | None) -> Found:
    """Raises Unreadable for a PDF without signatures; on damaged ones pyHanko raises many kinds.

    Read by the letter first. Some programs write files that only a lenient reader understands; then two readers may
    understand two things, so that a signature must cover the whole file.
    """
    if content is not None:
        raise Unreadable(_("A signed PDF holds its content itself; nothing may lie beside it."), "content beside a PDF")
    try:
        return _read(file, strict=True)
    except (Unreadable, NotGood, MemoryError):
        raise
    except Exception:  # pyHanko raises many kinds for what is not written by the letter
        return _read(file, strict=False)


def _read(file: bytes, *, strict: bool) -> Found:
    reader = PdfFileReader(io.BytesIO(file), strict=strict)
    if reader.encrypted:
        open_encrypted(reader)
    if strict and reader.xrefs.hybrid_xrefs_present:
        raise PdfReadError("hybrid references")
    found = _signatures(file, reader, strict)
    if not found:
        raise Unreadable(_("There is no signature in this file."), "no signature field that is filled")
    stamps = [one for one in found if one.is_stamp]
    signed, stamped = {one.revision for one in found}, {one.revision for one in stamps}
    readings = [
        _reading(one, stamps, additions(reader, one.revision, signed, stamped)) for one in found if not one.is_stamp
    ]
    certificates, told = read_certificates(list(_kept(reader, "/Certs"))[:MOST]), tuple(_told(reader))
    return Found(
        "PAdES",
        tuple(with_material(one, certificates, told) for one in readings),
        tuple(StampReading(one.scope, _stamp(one), one.error) for one in stamps),
    )


def _signatures(file: bytes, reader: Any, strict: bool) -> list[PdfSignature]:
    """Each once, though several fields may show the same one."""
    some = reader.embedded_signatures[: MOST_SIGNATURES + 1]
    embedded = {(*one.byte_range, one.pkcs7_content): one for one in some}
    if len(embedded) > MOST_SIGNATURES:
        raise too_much(f"more than {MOST_SIGNATURES} signatures")
    filled = {one.field_name for one in embedded.values()}
    return [PdfSignature(file, reader, one, filled, strict) for one in embedded.values()]


def _reading(one: PdfSignature, stamps: list[PdfSignature], more: tuple[str, ...]) -> Reading:
    """Time-stamps over the document that were added after it are proof for it, when they cover what they should.

    more: sentences about what was added besides.
    """
    later = tuple(_stamp(stamp) for stamp in stamps if stamp.revision > one.revision and stamp.error is None)
    read = one.read()
    if isinstance(read, NotGood):
        worse = one.error and one.error.indication is Indication.FAILED
        return Reading(one.scope, error=one.error if worse else read)
    return Reading(one.scope, read, one.error, later, () if one.error else more)


def _stamp(one: PdfSignature) -> Stamp:
    return Stamp(first_piece(one.contents), one.signed_parts)


def _kept(reader: Any, name: str) -> Iterator[bytes]:
    """Of the document security store (ETSI EN 319 142-1, 5.4.2)."""
    with contextlib.suppress(KeyError):
        for reference in reader.root["/DSS"][name]:
            yield bytes(reference.get_object().data)


def _told(reader: Any) -> Iterator[Told]:
    for der in list(_kept(reader, "/OCSPs"))[:MOST]:
        yield Told("ocsp", EMBEDDED, der)
    for der in list(_kept(reader, "/CRLs"))[:MOST]:
        yield Told("crl", EMBEDDED, der)
