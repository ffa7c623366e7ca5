"""Codes that hold once: of an authenticator app (RFC 6238), and those written down for the day it is lost."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP = 30  # seconds
DRIFT = 1  # steps by which the clock of a phone may be wrong
DIGITS = 6
SECRET = 20  # bytes, as RFC 4226 advises
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's, without letters that look like digits
ALIKE = str.maketrans("oil", "011")
RECOVERY_CODES, LENGTH, GROUP = 10, 24, 4  # 120 bits each: nobody guesses one, so a plain digest keeps them


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET)


def link(secret: bytes, name: str, issuer: str) -> str:
    """The otpauth address that an app reads as a QR code."""
    return _totp(secret).get_provisioning_uri(name, issuer)


def step_of(secret: bytes, code: str, now: dt.datetime, last: int) -> int | None:
    """To which step of time a code belongs; None when it is wrong, or not newer than the last one that was used."""
    here = int(now.timestamp()) // STEP
    fits = None
    for step in range(here - DRIFT, here + DRIFT + 1):
        right = hmac.compare_digest(_totp(secret).generate(step * STEP), code.encode())
        if right and step > last:
            fits = step
    return fits


def code_at(secret: bytes, moment: dt.datetime) -> str:
    """What an app shows at that moment."""
    return _totp(secret).generate(int(moment.timestamp())).decode()


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP)  # noqa: S303  # the only hash that all apps know; HMAC does not suffer


def is_app_code(typed: str) -> bool:
    return len(typed) == DIGITS and typed.isascii() and typed.isdigit()


def new_recovery_codes() -> list[str]:
    return [_recovery_code() for _one in range(RECOVERY_CODES)]


def _recovery_code() -> str:
    letters = "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))
    return "-".join(letters[place : place + GROUP] for place in range(0, LENGTH, GROUP))


def digest(recovery_code: str) -> str:
    """However it was typed: with or without dashes and blanks, in capitals, o for 0."""
    plain = "".join(sign for sign in recovery_code.casefold() if sign.isalnum()).translate(ALIKE)
    return hashlib.sha256(plain.encode()).hexdigest()
