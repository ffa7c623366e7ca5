"""One way to write plain values down: the canonical JSON of RFC 8785, in texts of one Unicode form."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

Plain = str | int | bool | None
Values = Mapping[str, Plain]

MOST_VALUES, LONGEST_TEXT = 40, 2000  # of one item; signs of one text
GREATEST = 2**53 - 1  # the numbers that every program reads alike (RFC 7493, 2.2)
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
# What is not seen, ends a line in some programs, or turns the order in which a text is shown. Line feeds and tabs stay,
# for reasons have paragraphs, and so do the two joiners that some scripts are written with (U+200C, U+200D).
UNSEEN = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)


def dumped(value: Any) -> bytes:
    """As RFC 8785 has it, for what plain() let pass; UTF-8."""
    return _ENCODER.encode(value).encode()


def plain(values: Values) -> dict[str, Plain]:
    """The same values with their texts in the form NFC. Raises ValueError for one that has no place in a list."""
    need_kinds(values)
    return {name: plain_text(value, name) if type(value) is str else value for name, value in values.items()}


def need_kinds(values: Values) -> None:
    """Raises ValueError for another name or kind of value than is taken; what the texts consist of is not looked at."""
    _need_names(tuple(values))
    for name, value in values.items():
        kind = type(value)
        if kind is str:
            if len(value) > LONGEST_TEXT:  # type: ignore[arg-type]
                raise ValueError(f"{name} is longer than {LONGEST_TEXT} signs")
        elif value is not None and kind is not bool and not (kind is int and -GREATEST <= value <= GREATEST):  # type: ignore[operator]
            raise ValueError(f"{name} is no text, whole number, yes, no or nothing")


@lru_cache(maxsize=1000)  # the items of one list have the same names
def _need_names(names: tuple[object, ...]) -> None:
    if not 0 < len(names) <= MOST_VALUES:
        raise ValueError(f"{len(names)} values")
    if not all(isinstance(name, str) and NAME.fullmatch(name) for name in names):
        raise ValueError("a value's name is of small letters, digits and _")


def plain_text(text: str, name: str, longest: int = LONGEST_TEXT) -> str:
    """In the form NFC. Raises ValueError for one that is too long, or has signs that are not seen."""
    if len(text) > longest:
        raise ValueError(f"{name} is longer than {longest} signs")
    if UNSEEN.search(text):
        raise ValueError(f"{name} has signs that are not seen")
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)
