"""Passwords: argon2id (RFC 9106), in a thread; those that are guessed first are refused."""

from __future__ import annotations

import asyncio
import re

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from zxcvbn import zxcvbn

from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _

LEAST, MOST = 10, 200  # characters
_hasher = PasswordHasher()  # RFC 9106's low-memory profile: 64 MiB, 3 passes, 4 lanes
# Compared against when there is no such account, so that the answer takes as long as for a wrong password.
_NOBODY = _hasher.hash("nobody has this password")

GUESSES = 1e8  # fewer are made in hours by somebody who has stolen the table of digests
TAKEN = 40  # signs that are looked at; estimating a longer one would take long, and cannot make it weaker
# Words of this country that are guessed first; those of English stand in the library's lists.
WORDS = re.findall(
    r"\w+",
    "parol sifre şifrə azerbaycan azərbaycan baku bakı qarabag qarabağ susa şuşa gence gəncə sumqayit sumqayıt xezer "
    "xəzər neftci neftçi salam salamlar monopol ana ata sevgi ureyim ürəyim xidmet xidmət gunes günəş aygun aysel "
    "leyla nigar murad elvin rashad rəşad kamran tural orxan sabina gunel günel vusal vüsal emin ramin",
)


def weakness(password: str, *about: str) -> Mistake | None:
    """What is wrong with a password someone chooses. about: their names and address, which must not be all of it."""
    if len(password) < LEAST:
        return Mistake(
            _("Use at least {least} characters. Three or four words are easy to remember."), {"least": LEAST}
        )
    if len(password) > MOST:
        return Mistake(_("Use at most {most} characters; there are {length}."), {"most": MOST, "length": len(password)})
    if _guesses(password, *about) < GUESSES or password.casefold() in {text.casefold() for text in about}:
        return Mistake(_("This password is among the first that are guessed. Choose another one."))
    return None


def _guesses(password: str, *about: str) -> float:
    """How many somebody needs who tries common passwords, words, names, dates, rows of keys and their disguises."""
    told = [part for text in about for part in (text, *re.split(r"[^\w]+|_", text)) if len(part) > 2]
    return float(zxcvbn(password[:TAKEN], user_inputs=[*told, *WORDS])["guesses"])


async def hashed(password: str) -> str:
    return await asyncio.to_thread(_hasher.hash, password)


async def matches(password: str, kept: str) -> bool:
    """Is this the password? Takes as long when there is none to compare with."""
    return await asyncio.to_thread(_matches, password[: MOST + 1], kept or _NOBODY) and bool(kept)


def is_outdated(kept: str) -> bool:
    """Was it hashed with weaker parameters than those of today?"""
    return _hasher.check_needs_rehash(kept)


def _matches(password: str, kept: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
