"""An attestation's number is itself the secret: 60 random bits in Crockford's base 32, and a check sign.

Written in groups, 7K3M-9QXT-2VBN-E. Without I, L, O and U nothing in it looks like something else.

The thirteen signs are read as a polynomial over the field of 32 elements, and a right number is 0 at one element that
generates the field. There each place has a weight of its own, never 0, so that one wrong sign and any two exchanged
ones give something else than 0. A sum modulo 31 would not do: it takes the first and the last of 32 signs for the same.
"""

from __future__ import annotations

import secrets

from xidmet.language import clean_identifier

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PLACES = {sign: place for place, sign in enumerate(SIGNS)}
MEANT = str.maketrans("OIL", "011")
BITS, LENGTH = 60, 13
FIELD = 0b100101  # x^5 + x^2 + 1: x, which is 2, generates the field


def new_number() -> str:
    """Thirteen signs; two sites or years never need to agree on anything."""
    body = "".join([SIGNS[drawn & 31] for drawn in secrets.token_bytes(BITS // 5)])
    return body + SIGNS[TWICE[_remainder(body)]]


def _remainder(signs: str) -> int:
    """The polynomial's value at 2, by Horner's rule; 0 for a whole number that is written rightly."""
    total = 0
    for sign in signs:
        total = TWICE[total] ^ PLACES[sign]
    return total


def _twice(element: int) -> int:
    """Times 2 in the field."""
    doubled = element << 1
    return doubled ^ FIELD if doubled & 32 else doubled


def parse(typed: str) -> str | None:
    """The number that was meant, or None: blanks, dashes, lower case, O for 0, I and L for 1, Cyrillic look-alikes."""
    signs = clean_identifier(typed[:60]).translate(MEANT)
    if len(signs) != LENGTH or any(sign not in PLACES for sign in signs):
        return None
    return signs if _remainder(signs) == 0 else None


def written(number: str) -> str:
    """In groups of four, as it stands on paper."""
    return "-".join(number[start : start + 4] for start in range(0, len(number), 4))


TWICE = tuple(_twice(element) for element in range(32))
