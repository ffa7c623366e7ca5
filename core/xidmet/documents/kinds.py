"""What a file is, told by its bytes as they pass; its name and what the browser says of it are not asked."""

from __future__ import annotations

import re
import struct
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

from xidmet.contract.attached import titles
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import FileRefused
from xidmet.language import Bytes

HEAD, TAIL = 4096, 256 * 1024  # bytes kept of the beginning and of the end, where a zip and a PDF say what is in them
ENOUGH = 16  # bytes that tell what it can't be
MOST_ENTRIES = 5000  # of a zip's directory
SIGNATURES = {
    "pdf": (b"%PDF-",),
    "jpg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "tiff": (b"II*\0", b"MM\0*"),
    "webp": (b"RIFF",),
}
ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
IN_ZIP = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "odt": "content.xml"}
MIMETYPES = {"odt": b"application/vnd.oasis.opendocument.text", "asice": b"application/vnd.etsi.asic-e+zip"}
LOCKED_PDF = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
MACROS = re.compile(r"(^|/)vbaproject\.bin$|^basic/|^xl/macrosheets/", re.IGNORECASE)

OTHER_KIND = _("“{name}” is not of a kind that can be added here. Add {kinds}.")
EMPTY = _("“{name}” is empty. Choose another file.")
LARGE = _("“{name}” is larger than {most}: it has {size}. Make it smaller, or split it.")
LOCKED = _("“{name}” is protected by a password, so nobody else could open it. Save it without one, then add it again.")
OLD = _("“{name}” is of an old kind, or protected by a password. Save it as {kinds} without one, then add it again.")
WITH_MACROS = _("“{name}” contains macros, small programs. Save it without them, or as a PDF, then add it again.")


@dataclass
class Passing:
    """A file on its way into the store. kinds: those that are taken; most: bytes.

    limit, told: what is said of more bytes than most, with another number in it. size: of what came so far.

    Raises FileRefused as soon as it is clear, before the last byte is handed on.
    """

    source: AsyncIterator[bytes]
    name: str
    kinds: tuple[str, ...]
    most: int
    limit: str = ""
    told: int = 0
    size: int = 0
    head: bytes = b""
    tail: bytearray = field(default_factory=bytearray)
    kind: str = ""

    async def stream(self) -> AsyncIterator[bytes]:
        held = b""  # the newest piece waits for the next, so that the last is not handed on before all is judged
        async for piece in self.source:
            self._saw(piece)
            if self.size > self.most:
                raise await self._too_large()
            if held:
                yield held
            held = piece
        self.kind = self._judged()
        yield held

    def _saw(self, piece: bytes) -> None:
        self.size += len(piece)
        early = len(self.head) < ENOUGH
        self.head = (self.head + piece[: HEAD - len(self.head)])[:HEAD]
        self.tail += piece
        if len(self.tail) > 2 * TAIL:
            del self.tail[:-TAIL]
        if early and len(self.head) >= ENOUGH and not self._could_be():
            raise self._refused(OLD if self.head.startswith(OLD_OFFICE) and self._zipped() else OTHER_KIND)

    async def _too_large(self) -> FileRefused:
        """What still comes is only counted, so that the size can be told."""
        async for piece in self.source:
            self.size += len(piece)
        return self._refused(self.limit or LARGE, most=Bytes(self.told or self.most), size=Bytes(self.size))

    def _could_be(self) -> bool:
        return _begins(self.head) in self.kinds or (self.head.startswith(ZIP) and self._zipped())

    def _zipped(self) -> bool:
        return bool({*IN_ZIP, *MIMETYPES} & set(self.kinds))

    def _judged(self) -> str:
        if not self.size:
            raise self._refused(EMPTY)
        kind = _zip_kind(self) if self.head.startswith(ZIP) else _begins(self.head)
        if kind not in self.kinds:
            raise self._refused(OTHER_KIND)
        if kind == "pdf" and (LOCKED_PDF.search(self.tail) or LOCKED_PDF.search(self.head)):
            raise self._refused(LOCKED)
        return kind

    def _refused(self, text: str, **values: object) -> FileRefused:
        return FileRefused(Mistake(text, {"name": self.name, "kinds": titles(self.kinds), **values}))

    def locked(self) -> FileRefused:
        return self._refused(LOCKED)

    def with_macros(self) -> FileRefused:
        return self._refused(WITH_MACROS)


def _begins(head: bytes) -> str:
    """The kind whose signature these first bytes have; "" for none."""
    for kind, signatures in SIGNATURES.items():
        if head.startswith(signatures) and (kind != "webp" or head[8:12] == b"WEBP"):
            return kind
    return ""


def _zip_kind(passing: Passing) -> str:
    """What a zip holds, by the names in its directory; nothing of it is unpacked. "" when it is none of ours."""
    entries = list(_directory(passing))
    names = {name for name, _flags in entries}
    if any(flags & 1 for _name, flags in entries):
        raise passing.locked()
    kind = next((kind for kind, mimetype in MIMETYPES.items() if _says(passing.head, mimetype)), "")
    if not kind and "[Content_Types].xml" in names:
        kind = next((kind for kind in ("docx", "xlsx") if IN_ZIP[kind] in names), "")
    if kind in IN_ZIP and any(MACROS.search(name) for name in names):
        raise passing.with_macros()
    wanted = {"mimetype", IN_ZIP[kind]} if kind == "odt" else {IN_ZIP[kind]} if kind in IN_ZIP else set[str]()
    return kind if entries and wanted <= names else ""


def _says(head: bytes, mimetype: bytes) -> bool:
    """OpenDocument and ASiC begin with an uncompressed entry "mimetype", whose content is the media type."""
    return head[30:38] == b"mimetype" and head[38:].lstrip().startswith(mimetype + b"PK")


def _directory(passing: Passing) -> Iterator[tuple[str, int]]:
    """(name, flags) of each entry of a zip whose directory lies in what is kept of its end; nothing if it does not."""
    tail = passing.tail
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        return
    size, start = struct.unpack_from("<II", tail, end + 12)
    place = start - (passing.size - len(tail))
    last = min(end, place + size)
    for _entry in range(MOST_ENTRIES):
        if place < 0 or place + 46 > last or tail[place : place + 4] != b"PK\x01\x02":
            return
        flags, (named, extra, comment) = (
            struct.unpack_from("<H", tail, place + 8)[0],
            struct.unpack_from("<HHH", tail, place + 28),
        )
        yield tail[place + 46 : place + 46 + named].decode("utf-8", "replace"), flags
        place += 46 + named + extra + comment
