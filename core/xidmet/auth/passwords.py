"""Passwords: argon2id (RFC 9106), in a thread; the commonest are refused."""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _

LEAST, MOST = 10, 200  # characters
_hasher = PasswordHasher()  # RFC 9106's low-memory profile: 64 MiB, 3 passes, 4 lanes
# Compared against when there is no such account, so that the answer takes as long as for a wrong password.
_NOBODY = _hasher.hash("nobody has this password")

_STEMS = [
    "password",
    "parol",
    "sifre",
    "şifrə",
    "qwerty",
    "qwertyuiop",
    "asdfgh",
    "zxcvbn",
    "admin",
    "welcome",
    "letmein",
    "iloveyou",
    "azerbaycan",
    "azərbaycan",
    "baku",
    "bakı",
    "qarabag",
    "qarabağ",
    "xezer",
    "neftci",
    "monkey",
    "dragon",
    "football",
    "master",
    "sunshine",
    "princess",
    "salam",
    "salamlar",
    "monopol",
    "test",
    "demo",
    "user",
]
_TAILS = (
    "",
    "1",
    "12",
    "123",
    "1234",
    "12345",
    "123456",
    "2020",
    "2021",
    "2022",
    "2023",
    "2024",
    "2025",
    "2026",
    "!",
    "1!",
    "123!",
)


def weakness(password: str, *about: str) -> Mistake | None:
    """What is wrong with a password someone chooses. about: their names and address, which must not be all of it."""
    if len(password) < LEAST:
        return Mistake(
            _("Use at least {least} characters. Three or four words are easy to remember."), {"least": LEAST}
        )
    if len(password) > MOST:
        return Mistake(_("Use at most {most} characters; there are {length}."), {"most": MOST, "length": len(password)})
    plain = password.casefold()
    if len(set(plain)) < 5 or _common(plain) or _runs(plain) or plain in {text.casefold() for text in about}:
        return Mistake(_("This password is among the first that are guessed. Choose another one."))
    return None


def _common(plain: str) -> bool:
    return any(plain == stem + tail or plain == (stem + tail) * 2 for stem in _STEMS for tail in _TAILS)


def _runs(plain: str) -> bool:
    """Digits or keys in a row: 1234567890, qwertyuiop, abcdefghij."""
    rows = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
    return any(plain in row for row in rows)


async def hashed(password: str) -> str:
    return await asyncio.to_thread(_hasher.hash, password)


async def matches(password: str, kept: str) -> bool:
    """Is this the password? Takes as long when there is none to compare with."""
    return await asyncio.to_thread(_matches, password[: MOST + 1], kept or _NOBODY) and bool(kept)


def _matches(password: str, kept: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
