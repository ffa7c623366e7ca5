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

    def id(self) -> str:
        """A random UUID (version 4); an object would be made and written out again at once."""
        drawn = self.salt()
        return f"{drawn[:8]}-{drawn[8:12]}-4{drawn[13:16]}-{VARIANT[drawn[16]]}{drawn[17:20]}-{drawn[20:]}"


def _hexadecimal() -> Iterator[str]:
    while True:
        drawn = os.urandom(16 * AT_ONCE).hex()
        yield from [drawn[at : at + 32] for at in range(0, len(drawn), 32)]
