"""One item of a list as a line: its values, its number, and a salt. The line is what the hash tree is made over.

The salt keeps an item from being guessed from its hash, which stands in the proofs of its neighbours: a name or a
number of ten digits is soon found by trying.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from typing import Any, NamedTuple

from xidmet.signatures.manifest.canonical import UNSEEN, Plain, Values, dumped, need_kinds, plain

SALT_BYTES = 16
SALT = re.compile(r"[0-9a-f]{32}")
LONGEST_LINE = 16_000  # bytes
PARTS = {"item", "n", "salt"}
BEGINS, ENDS = b'{"item":{', b'"}'
ESCAPED = re.compile(r"\\[bfru]")  # what may hide a sign that is not seen


class Item(NamedTuple):
    """n: its number in the list, from 1."""

    n: int
    values: dict[str, Plain]


def line_of(values: Values, n: int, salt: bytes) -> bytes:
    """Without the line feed. values: as plain() gives them. Raises ValueError for more than a line takes."""
    line = dumped({"item": values, "n": n, "salt": salt.hex()})
    if len(line) > LONGEST_LINE:
        raise ValueError(f"longer than {LONGEST_LINE} bytes")
    return line


def read_line(line: bytes) -> Item:
    """Raises ValueError for what line_of() would not have written just so."""
    if len(line) > LONGEST_LINE:
        raise ValueError(f"longer than {LONGEST_LINE} bytes")
    try:
        read = json.loads(line.decode())
    except (ValueError, RecursionError) as error:
        raise ValueError("no line of a list") from error
    item = read_item(read)
    if dumped(read) != line:
        raise ValueError("written in another form than the canonical one")
    return item


def read_lines(lines: Sequence[bytes]) -> list[Item] | None:
    """Many lines at once, in a third of the time. None: at least one is to be looked at by itself, with read_line().

    They are read as one JSON array. As each begins and ends like an item, which no text or item can do in its midst,
    and there are as many items as lines, each line is one.
    """
    if not all(line.startswith(BEGINS) and line.endswith(ENDS) and len(line) <= LONGEST_LINE for line in lines):
        return None
    whole = b"[%b]" % b",".join(lines)
    try:
        text = whole.decode()
        if ESCAPED.search(text) or UNSEEN.search(text) or not unicodedata.is_normalized("NFC", text):
            return None
        read = json.loads(text)
        items = [_item(one) for one in read]
        return items if len(read) == len(lines) and dumped(read) == whole else None
    except (ValueError, RecursionError):
        return None


def read_item(read: Any) -> Item:
    """From what stands in the line, already taken apart."""
    item = _item(read)
    if plain(item.values) != item.values:
        raise ValueError("a text in another Unicode form than NFC")
    return item


def _item(read: Any) -> Item:
    if not isinstance(read, dict) or read.keys() != PARTS or not isinstance(read["item"], dict):
        raise ValueError("no line of a list")
    n, salt, values = read["n"], read["salt"], read["item"]
    if type(n) is not int or n < 1 or not isinstance(salt, str) or not SALT.fullmatch(salt):
        raise ValueError("no line of a list")
    need_kinds(values)
    return Item(n, values)
