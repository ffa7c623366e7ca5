"""Files that go along with what somebody writes in a case, as a page shows them."""

from __future__ import annotations

from dataclasses import replace

from xidmet.cases.along import KINDS, MOST_BYTES, MOST_FILES
from xidmet.contract.attached import KINDS as EVERY_KIND
from xidmet.contract.attached import titles
from xidmet.contract.texts import _
from xidmet.documents import Stored
from xidmet.language import Bytes, Translator

from xidmet_ui.build.files import FileRow, shown_row

ACCEPT = ",".join(ending for kind in KINDS for ending in EVERY_KIND[kind].endings)


def rules(words: Translator) -> str:
    said = _("{kinds}. At most {most} files, each up to {size}.")
    return words.text(said, kinds=titles(KINDS), most=MOST_FILES, size=Bytes(MOST_BYTES))


def along_row(stored: Stored, address: str, words: Translator, *, own: bool, scans: bool) -> FileRow:
    """address: where it is had. own: by whoever added it, who need not wait for the scan. scans: there is a scanner."""
    row = shown_row(stored, "", words, own=own, scans=scans)
    return replace(row, href=address if row.href else "", preview="")
