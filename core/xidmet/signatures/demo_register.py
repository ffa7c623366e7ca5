"""Which certificates a demonstration's authority gave out, and which it took back: two files that only grow."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path

from cryptography import x509

from xidmet import clock

ISSUED, REVOKED = "people-issued.txt", "people-revoked.txt"


def note_issued(folder: Path, serial: int) -> None:
    _append(folder / ISSUED, f"{serial:x}")


def is_issued(folder: Path, serial: int) -> bool:
    return f"{serial:x}" in _lines(folder / ISSUED)


def revoke(folder: Path, certificate: x509.Certificate, *, reason: str = "keyCompromise") -> None:
    """Take a certificate back from this moment on. A second time changes nothing.

    reason: as RFC 5280, section 5.3.1, names it. Raises ValueError for another word.
    """
    moment = clock.now().replace(microsecond=0).isoformat()
    _append(folder / REVOKED, f"{certificate.serial_number:x} {moment} {x509.ReasonFlags(reason).value}")


def revoked(folder: Path) -> Mapping[int, tuple[dt.datetime, x509.ReasonFlags]]:
    """By serial number: since when, and why."""
    found: dict[int, tuple[dt.datetime, x509.ReasonFlags]] = {}
    for line in _lines(folder / REVOKED):
        serial, moment, reason = line.split(" ")
        found.setdefault(int(serial, 16), (dt.datetime.fromisoformat(moment), x509.ReasonFlags(reason)))
    return found


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="ascii").splitlines() if file.exists() else []


def _append(file: Path, line: str) -> None:
    """One write at the end of the file, so that lines of several processes never mix."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, f"{line}\n".encode("ascii"))
    finally:
        os.close(handle)
