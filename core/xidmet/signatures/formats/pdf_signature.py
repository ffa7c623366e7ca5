"""One signature of a PDF: which bytes it covers, and the guards against what was done to the file around it.

Known attacks: universal signature forgery, signature wrapping and incremental saving (Mladenov et al., 2019), shadow
attacks (Mainka et al., 2021), certified documents changed by annotations (Rohlmann et al., 2021).
"""

from __future__ import annotations

import binascii
import datetime as dt
from dataclasses import replace
from typing import Any

from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, ModificationLevel, SuspiciousModification
from pyhanko.sign.validation.status import SignatureCoverageLevel

from xidmet.contract.texts import _
from xidmet.signatures.encoding import first_piece
from xidmet.signatures.formats.cms import read_or_error
from xidmet.signatures.formats.pdf_encryption import is_encrypted_anew
from xidmet.signatures.found import Scope
from xidmet.signatures.signed_data import Signed, embedded_content, read_data
from xidmet.signatures.verdict import NotGood, Sub

FORMS = {"/adbe.pkcs7.detached", "/ETSI.CAdES.detached"}
STAMP = "/ETSI.RFC3161"
WHOLE = (SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION)

CHANGED = _("The document was changed after it was signed.")
HOLES = _("The signature leaves out a part of the document that it should cover.")
FORM_CHANGED = _("A form in the document was filled in or changed after it was signed.")


class PdfSignature:
    """is_stamp: a time-stamp over the document. revision: in which it was added.

    error: what was found wrong with the file around it. filled: names of the fields that hold a signature. strict:
    whether the file is written by the letter.
    """

    def __init__(self, file: bytes, reader: Any, embedded: Any, filled: set[str], strict: bool) -> None:
        self.revision: int = embedded.signed_revision
        self.contents: bytes = embedded.pkcs7_content
        self._form = str(embedded.sig_object.get("/SubFilter", ""))
        self.is_stamp = self._form == STAMP
        self._view, self._range = memoryview(file), [int(one) for one in embedded.byte_range]
        self.error = self._range_error() or self._changes(reader, embedded, filled, strict)
        self.scope, self._claimed_time = self._scope(reader), _claimed_time(embedded)

    @property
    def signed_parts(self) -> tuple[memoryview, ...]:
        places = zip(self._range[::2], self._range[1::2], strict=False)
        return tuple(self._view[start : start + length] for start, length in places)

    def read(self) -> Signed | NotGood:
        """The signature itself, over the bytes that it says it covers."""
        if self._form not in FORMS:
            return NotGood(Sub.GENERIC, f"signature of form {self._form[:40]}")
        try:
            whole = first_piece(self.contents)
            data = read_data(whole)
            signers = data["signer_infos"]
            if any(self.contents[len(whole) :]) or len(signers) != 1 or embedded_content(data) is not None:
                return NotGood(Sub.FORMAT_FAILURE, "no detached signature by one signer (EN 319 142-1, 4.1)")
        except NotGood as error:
            return error
        except Exception as error:  # asn1crypto raises many kinds on damaged input
            return NotGood(Sub.FORMAT_FAILURE, type(error).__name__)
        read = read_or_error(data, signers[0], b"".join(self.signed_parts))
        if isinstance(read, NotGood) or read.claimed_time:
            return read
        return replace(read, claimed_time=self._claimed_time)

    def _range_error(self) -> NotGood | None:
        """All of it must be signed but the signature's own digits, and those must be the ones that were read."""
        if len(self._range) != 4 or min(self._range) < 0 or self._range[0] != 0:
            return NotGood(Sub.FORMAT_FAILURE, "byte range of another form", HOLES)
        _start, first, second, last = self._range
        gap = bytes(self._view[first:second])
        try:
            digits = binascii.unhexlify(gap[1:-1]) if gap[:1] + gap[-1:] == b"<>" else b""
        except ValueError:
            digits = b""
        if digits != self.contents or second + last > len(self._view):
            return NotGood(Sub.FORMAT_FAILURE, "the gap in the byte range holds more than the signature", HOLES)
        return None

    def _changes(self, reader: Any, embedded: Any, filled: set[str], strict: bool) -> NotGood | None:
        embedded.compute_integrity_info(diff_policy=DEFAULT_DIFF_POLICY)
        coverage, changes = embedded.coverage, embedded.diff_result
        if coverage not in WHOLE:
            return NotGood(Sub.FORMAT_FAILURE, f"coverage {coverage.name}", HOLES)
        if changes is None or isinstance(changes, SuspiciousModification):
            return NotGood(Sub.FORMAT_FAILURE, "changed after signing", CHANGED)
        if (
            changes.modification_level is ModificationLevel.OTHER
            or not embedded.summarise_integrity_info()["docmdp_ok"]
        ):
            return NotGood(Sub.FORMAT_FAILURE, f"changes of level {changes.modification_level.name}", CHANGED)
        whole = coverage is SignatureCoverageLevel.ENTIRE_FILE
        if not whole and self.revision == reader.xrefs.total_revisions - 1:
            return NotGood(Sub.FORMAT_FAILURE, "bytes after the last revision", HOLES)
        if is_encrypted_anew(reader, self.revision):
            return NotGood(Sub.FORMAT_FAILURE, "encrypted in another way after signing", CHANGED)
        if set(changes.changed_form_fields) - filled:  # pyHanko takes filling in for no change
            return NotGood(Sub.SIG_CONSTRAINTS_FAILURE, "form fields changed after signing", FORM_CHANGED)
        if not strict and not whole:
            return NotGood(Sub.GENERIC, "not written by the letter, and not covered whole")
        return None

    def _scope(self, reader: Any) -> Scope:
        size = sum(len(part) for part in self.signed_parts), len(self._view)
        try:
            count = int(reader.get_historical_resolver(self.revision).root["/Pages"]["/Count"])
        except Exception:  # a page tree that can't be read makes pyHanko raise many kinds
            return Scope(size=size)
        return Scope((f"pages 1-{count}" if count > 1 else "page 1",), size=size)


def _claimed_time(embedded: Any) -> dt.datetime | None:
    """PAdES writes it beside the signature, as the dictionary's /M."""
    try:
        told = embedded.self_reported_timestamp
    except Exception:  # a date that can't be read makes pyHanko raise many kinds
        return None
    return told if isinstance(told, dt.datetime) and told.tzinfo else None
