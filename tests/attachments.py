"""Files to attach: one of each kind, and some that are not what they say."""

from __future__ import annotations

import io
import random
import zipfile
from functools import cache

import pypdfium2
from PIL import Image
from pypdf import PdfReader, PdfWriter

# The test pattern of the antivirus trade, in two halves, so that no scanner takes this very file for infected.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
ODT = b"application/vnd.oasis.opendocument.text"


@cache
def pdf(pages: int = 1, password: str = "") -> bytes:
    made = pypdfium2.PdfDocument.new()
    for _page in range(pages):
        made.new_page(300, 400)
    out = io.BytesIO()
    made.save(out)
    if not password:
        return out.getvalue()
    locked = PdfWriter(clone_from=PdfReader(out))
    locked.encrypt(password)
    out = io.BytesIO()
    locked.write(out)
    return out.getvalue()


@cache
def picture(kind: str = "JPEG", size: int = 40) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (size, size), "red").save(out, kind)
    return out.getvalue()


def large_pdf(size: int) -> bytes:
    """So many bytes that begin and end like a PDF; nobody can guess what is between."""
    begin, end = b"%PDF-1.7\n", b"\n%%EOF\n"
    return begin + random.Random(size).randbytes(size - len(begin) - len(end)) + end


def zipped(*names: str, mimetype: bytes = b"", locked: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        if mimetype:
            box.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        for name in names:
            box.writestr(name, "<x/>")
    content = bytearray(out.getvalue())
    if locked:
        at = content.find(b"PK\x01\x02")
        content[at + 8] |= 1
    return bytes(content)


CONTENT = ("[Content_Types].xml",)
DOCX = zipped(*CONTENT, "word/document.xml")
XLSX = zipped(*CONTENT, "xl/workbook.xml")
MACROS = zipped(*CONTENT, "word/document.xml", "word/vbaProject.bin")
