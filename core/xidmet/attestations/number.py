"""An attestation's number is itself the secret: 60 random bits in Crockford's base 32, and a check sign.

Written in groups, 7K3M-9QXT-2VBN-H. Without I, L, O and U nothing in it looks like something else.
"""

from __future__ import annotations

import secrets

from xidmet.language import clean_identifier

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PLACES = {sign: place for place, sign in enumerate(SIGNS)}
MEANT = str.maketrans("OIL", "011")
BITS, LENGTH = 60, 13
PRIME = 31  # one wrong sign and two exchanged ones change the remainder, and it fits one of the 32 signs


def new_number() -> str:
    """Thirteen signs; two sites or years never need to agree on anything."""
    drawn = secrets.randbits(BITS)
    body = "".join(SIGNS[drawn >> shift & 31] for shift in range(BITS - 5, -1, -5))
    return body + _check(body)


def _check(body: str) -> str:
    total = sum((place + 1) * PLACES[sign] for place, sign in enumerate(body))
    return SIGNS[total % PRIME]


def parse(typed: str) -> str | None:
    """The number that was meant, or None: blanks, dashes, lower case, O for 0, I and L for 1, Cyrillic look-alikes."""
    signs = clean_identifier(typed[:60]).translate(MEANT)
    if len(signs) != LENGTH or any(sign not in PLACES for sign in signs):
        return None
    return signs if _check(signs[:-1]) == signs[-1] else None


def written(number: str) -> str:
    """In groups of four, as it stands on paper."""
    return "-".join(number[start : start + 4] for start in range(0, len(number), 4))
