"""What a token looks like: xmt_, 256 random bits, and six signs by which a scanner tells it from anything else."""

from __future__ import annotations

import hashlib
import re
import secrets
import string
import zlib

SIGNS = string.digits + string.ascii_uppercase + string.ascii_lowercase
KIND, BITS, DRAWN, CHECK = "xmt_", 256, 43, 6  # 62^43 is just above 2^256
FORM = re.compile(rf"{KIND}([0-9A-Za-z]{{{DRAWN}}})([0-9A-Za-z]{{{CHECK}}})")
SHOWN = 12  # signs; the 35 that are not shown are more than 200 bits


def draw() -> str:
    drawn = _written(secrets.randbits(BITS), DRAWN)
    return f"{KIND}{drawn}{_check(drawn)}"


def digest(token: str) -> str:
    """What is stored of it. What can be no token, however long, costs as much as one, and is never found."""
    return hashlib.sha256((token if is_one(token) else "").encode()).hexdigest()


def is_one(text: str) -> bool:
    """Does it look like a token? Says nothing about whether anybody made it."""
    found = FORM.fullmatch(text)
    return found is not None and _check(found[1]) == found[2]


def shown(token: str) -> str:
    """The beginning, by which people tell one from another."""
    return token[:SHOWN]


def _check(drawn: str) -> str:
    return _written(zlib.crc32(drawn.encode()), CHECK)


def _written(number: int, length: int) -> str:
    signs = ""
    while number:
        number, sign = divmod(number, len(SIGNS))
        signs = SIGNS[sign] + signs
    return signs.rjust(length, SIGNS[0])
