"""Names of files as they are kept: one line of text that is no path, whatever a browser or a stranger sent."""

from __future__ import annotations

import re
import unicodedata

from xidmet.contract.attached import KINDS

LONGEST = 200  # characters
PATH = re.compile(r"[\\/]")
# Marks that turn the direction of writing can make "gpj.exe" read as "exe.jpg".
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean_name(given: str, kind: str) -> str:
    """NFC, without folders, control signs and signs that are not seen; its ending is the kind's own."""
    last = PATH.split(unicodedata.normalize("NFC", given))[-1]
    seen = "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in last)
    seen = "".join(sign for sign in seen if unicodedata.category(sign) not in UNSEEN)
    name = " ".join(seen.split()).strip(". ") or "file"
    if not kind:
        return name[:LONGEST]
    endings = KINDS[kind].endings
    stem, ending = _parted(name) if name.casefold().endswith(endings) else (name, endings[0])
    return stem[: LONGEST - len(ending)] + ending


def _parted(name: str) -> tuple[str, str]:
    stem, dot, ending = name.rpartition(".")
    return stem or "file", dot + ending
