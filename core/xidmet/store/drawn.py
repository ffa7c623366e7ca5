"""Random ids and salts for thousands of rows: drawn many at a time, and written as both engines take them."""

from __future__ import annotations

import os
from collections.abc import Iterator

AT_ONCE = 512
VARIANT = {sign: "89ab"[place & 3] for place, sign in enumerate("0123456789abcdef")}


class Drawn:
    """For one piece of work; what is left over is forgotten with it."""

    def __init__(self) -> None:
        self.salt = _hexadecimal().__next__  # 128 bits
        self.id = _ids().__next__  # a random UUID (version 4); an object would be made and written out again at once


def _ids() -> Iterator[str]:
    while True:
        yield from [f"{one[:8]}-{one[8:12]}-4{one[13:16]}-{VARIANT[one[16]]}{one[17:20]}-{one[20:]}" for one in _many()]


def _hexadecimal() -> Iterator[str]:
    while True:
        yield from _many()


def _many() -> list[str]:
    drawn = os.urandom(16 * AT_ONCE).hex()
    return [drawn[at : at + 32] for at in range(0, len(drawn), 32)]
