"""Files as answers: which kinds there are, and what an answer tells of a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Attached:
    """A file that somebody attached. id: of the document; kind: a name in KINDS; size: bytes; sha256: of the bytes."""

    id: str
    name: str
    kind: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Kind:
    """media_type: what it is stored and handed out as. endings: of file names, for the browser's own dialogue.

    is_picture, has_pages: what can be looked at without opening the file.
    """

    title: str
    media_type: str
    endings: tuple[str, ...]
    is_picture: bool = False
    has_pages: bool = False


OFFICE = "application/vnd.openxmlformats-officedocument"
# None of these is run or laid out as a page by a browser; HTML, SVG and XML must never come into this table.
KINDS: Mapping[str, Kind] = {
    "pdf": Kind("PDF", "application/pdf", (".pdf",), has_pages=True),
    "jpg": Kind("JPG", "image/jpeg", (".jpg", ".jpeg"), is_picture=True),
    "png": Kind("PNG", "image/png", (".png",), is_picture=True),
    "webp": Kind("WebP", "image/webp", (".webp",), is_picture=True),
    "tiff": Kind("TIFF", "image/tiff", (".tif", ".tiff"), is_picture=True),
    "docx": Kind("Word (DOCX)", f"{OFFICE}.wordprocessingml.document", (".docx",)),
    "xlsx": Kind("Excel (XLSX)", f"{OFFICE}.spreadsheetml.sheet", (".xlsx",)),
    "odt": Kind("OpenDocument (ODT)", "application/vnd.oasis.opendocument.text", (".odt",)),
    "asice": Kind("ASiC-E", "application/vnd.etsi.asic-e+zip", (".asice", ".sce")),
}


def titles(kinds: tuple[str, ...]) -> str:
    """As people read it: PDF, JPG, PNG."""
    return ", ".join(KINDS[kind].title for kind in kinds if kind in KINDS)
