"""Of which format a signed file is, told by its content; its name says nothing."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable

from xidmet.contract.texts import _
from xidmet.signatures.formats.asic import is_zip
from xidmet.signatures.formats.cms import read_cms
from xidmet.signatures.formats.jws import is_jws, read_jws
from xidmet.signatures.formats.pdf import read_pdf
from xidmet.signatures.formats.signed_list import is_proof, read_container_or_list, read_item_proof
from xidmet.signatures.formats.xml import is_xml, read_xml
from xidmet.signatures.formats.zip_reading import ENTRY
from xidmet.signatures.found import Found, Unreadable

Read = Callable[[bytes, bytes | None], Found]
SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
BASE64 = re.compile(rb"[A-Za-z0-9+/\s]{100,}={0,2}\s*")
ARMOR = re.compile(rb"\s*-----BEGIN (CMS|PKCS7|PKCS #7 SIGNED DATA)-----")
LONGEST = 30_000_000  # bytes of a signed file


def read_file(file: bytes, content: bytes | None) -> Found:
    """Raises Unreadable for no signed file, NotGood for a damaged one; on hostile input the libraries raise more."""
    if len(file) > LONGEST or len(content or b"") > LONGEST:
        raise Unreadable(_("The file is too big, or takes too long to check."), "longer than is taken", not_yet=True)
    for is_it, read in FORMATS:
        if is_it(file):
            return read(file, content)
    raise Unreadable(_("This is no signed file of a kind that is known here."), "unknown")


def _is_cms(file: bytes) -> bool:
    """Anything that begins like BER, though its first bytes be damaged; or the same as text."""
    return file[:1] == b"\x30" or SIGNED_DATA in file[:40] or bool(ARMOR.match(file[:200]))


def _is_cms_as_text(file: bytes) -> bool:
    """Base64 of a sequence in BER, without anything around it, as some programs keep it."""
    return file[:1] == b"M" and bool(BASE64.fullmatch(file))


def _read_cms_as_text(file: bytes, content: bytes | None) -> Found:
    return read_cms(base64.b64decode(file), content)


def is_pdf(file: bytes) -> bool:
    """Readers look for its head in the first kilobyte; so does who means harm. A container may begin with a PDF."""
    return b"%PDF-" in file[:1024] and not file.startswith(ENTRY)


FORMATS: tuple[tuple[Callable[[bytes], bool], Read], ...] = (
    (_is_cms, read_cms),
    (_is_cms_as_text, _read_cms_as_text),
    (is_pdf, read_pdf),
    (is_zip, read_container_or_list),
    (is_xml, read_xml),
    (is_proof, read_item_proof),
    (is_jws, read_jws),
)
