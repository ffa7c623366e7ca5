"""Bytes -> text. Spreadsheet programs rarely say which letters they wrote, so it is worked out, and tested.

Only four answers are likely here: UTF-8, UTF-16, and the code pages of Turkish (which Azerbaijani Windows uses) and of
Russian. ISO 8859-9 has the letters of windows-1254; windows-1252 differs from it in six letters, and is meant only
where it has one that Turkish lacks.
"""

from __future__ import annotations

import codecs
from itertools import pairwise

from xidmet.contract.texts import _
from xidmet.tables.refused import BadTable, not_a_table

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
LOOK = 4_000  # bytes that show whether it is UTF-16
ONLY_WESTERN = (0x8E, 0x9E)  # ž and Ž: windows-1254 has no letter there
LETTERS = range(0xC0, 0x100)  # both code pages have their letters here
QUIET = {"\t", "\n", "\r"}


def text_of(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. Raises BadTable when the bytes are no text."""
    encoding = encoding_of(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise _unreadable() from None
    if any(ord(sign) < 32 and sign not in QUIET for sign in set(text)):
        raise not_a_table()
    return text, encoding


def encoding_of(content: bytes) -> str:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return encoding
    wide = _wide(content[:LOOK])
    if wide:
        return wide
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _page(content)
    return "utf-8"


def _wide(start: bytes) -> str:
    """UTF-16 without its mark: delimiters, digits and ends of lines have a zero beside them, always on one side."""
    pairs = len(start) // 2
    if not pairs:
        return ""
    if start[1::2].count(0) > pairs * 0.1 and not start[0::2].count(0):
        return "utf-16-le"
    if start[0::2].count(0) > pairs * 0.1 and not start[1::2].count(0):
        return "utf-16-be"
    return ""


def _page(content: bytes) -> str:
    """Russian words consist of high bytes; in Azerbaijani and Turkish ones a few stand among Latin letters."""
    together = apart = 0
    for before, here in pairwise(content):
        if here in LETTERS:
            together += before in LETTERS
            apart += chr(before).isascii() and chr(before).isalpha()
    if together > apart:
        return "cp1251"
    return "cp1252" if any(byte in content for byte in ONLY_WESTERN) else "cp1254"


def _unreadable() -> BadTable:
    return BadTable(
        _("The letters in the file can't be told."), _("Save it as XLSX, or as CSV with the encoding UTF-8.")
    )
