"""A file that came back signed: does it hold this very document, all of it and nothing else, signed and unchanged?

What is in it is verified as any signed file; before that it is seen that nothing but our bytes was signed. A PDF must
go on from ours byte for byte, and what was added before the signature may be no more than signing needs.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import io

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, ModificationLevel

from xidmet import clock
from xidmet.contract.texts import _
from xidmet.signatures.formats.asic import META, MIMETYPE, is_zip
from xidmet.signatures.formats.telling import is_pdf
from xidmet.signatures.formats.zip_reading import unpacked
from xidmet.signatures.report import Report
from xidmet.signatures.trust import Trust
from xidmet.signatures.verdict import NotGood, Sub
from xidmet.signatures.verify import DAMAGED, SECONDS, verify

NOT_SIGNED = _("This file is not signed: it is the document itself.")
NOBODY = _("There is no signature in this file.")
OTHER = _("This is not the document that is shown here, or it was changed before it was signed.")
MORE = _("This container holds other files than the document that is shown here.")
KIND = _("A file of this kind is not taken here.")
SEVERAL = _("There are several signatures in this file; one is due.")
SIGNED_MORE = _("The document was changed before it was signed.")


async def verify_returned(
    file: bytes, original: bytes, *, trust: Trust, at: dt.datetime | None = None, seconds: float = SECONDS
) -> Report:
    """The report on the one signature over the original: a PDF that goes on from it, a container with it alone, or a
    CMS signature over it. Anything else ends as failed. Never raises on hostile input.
    """
    moment = at or clock.now()
    try:
        beside = await asyncio.to_thread(_content, file, original)
    except NotGood as error:
        return Report(moment, error=error)
    except Exception as error:  # the libraries raise many kinds on damaged input
        return Report(moment, error=NotGood(Sub.FORMAT_FAILURE, type(error).__name__, DAMAGED))
    report = await verify(file, beside, trust=trust, at=moment, seconds=seconds)
    if len(report.signatures) > 1:
        return Report(moment, report.format, error=NotGood(Sub.SIG_CONSTRAINTS_FAILURE, "several signatures", SEVERAL))
    if not report.signatures and not report.error:  # a time-stamp alone
        return Report(moment, report.format, error=NotGood(Sub.SIG_CONSTRAINTS_FAILURE, "no signature", NOBODY))
    if report.signatures and report.signatures[0].scope.not_covered:
        return Report(moment, report.format, error=NotGood(Sub.HASH_FAILURE, "something is not covered", OTHER))
    return report


def _content(file: bytes, original: bytes) -> bytes | None:
    """What lies beside the signature; None: it is within the file, and found to be the original."""
    if file == original:
        raise NotGood(Sub.SIGNED_DATA_NOT_FOUND, "the original", NOT_SIGNED)
    if is_pdf(file):
        _need_same_pdf(file, original)
        return None
    if is_zip(file):
        held = {name: data for name, data in unpacked(file).items() if not _of_the_container(name)}
        if list(held.values()) != [original]:
            raise NotGood(Sub.HASH_FAILURE, f"a container of {len(held)} files", MORE if len(held) > 1 else OTHER)
        return None
    if file.lstrip()[:1] in (b"<", b"{") or file[:2] == b"ey":
        raise NotGood(Sub.GENERIC, "XML or JSON", KIND)
    return original


def _of_the_container(name: str) -> bool:
    return name == MIMETYPE or name.startswith(META)


def _need_same_pdf(file: bytes, original: bytes) -> None:
    """The oldest revision must be ours, and from it to the last one nothing may change but for signing.

    A signature covers whatever stood in the file when it was made; what was put there just before is signed, too.
    """
    if not file.startswith(original):
        raise NotGood(Sub.HASH_FAILURE, "does not begin with the original", OTHER)
    ours, theirs = PdfFileReader(io.BytesIO(original)), PdfFileReader(io.BytesIO(file))
    count = ours.xrefs.total_revisions
    same = theirs.xrefs.total_revisions > count and all(
        theirs.xrefs.get_startxref_for_revision(place) == ours.xrefs.get_startxref_for_revision(place)
        for place in range(count)
    )
    if not same:
        raise NotGood(Sub.HASH_FAILURE, "the original is no revision of it", OTHER)
    found = DEFAULT_DIFF_POLICY.review_file(theirs, count - 1)
    level = getattr(found, "modification_level", ModificationLevel.OTHER)
    if level is ModificationLevel.OTHER:
        raise NotGood(Sub.HASH_FAILURE, "changed before it was signed", SIGNED_MORE)
