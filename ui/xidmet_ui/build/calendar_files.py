"""A calendar file (RFC 5545) around an event."""

from __future__ import annotations

from collections.abc import Sequence

HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//xidmet//term//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")


def calendar_with(event: Sequence[str]) -> str:
    return "".join(f"{_folded(line)}\r\n" for line in (*HEAD, *event, "END:VCALENDAR"))


def escaped(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line has at most 75 octets; the next one goes on behind a blank, and no letter is torn apart."""
    parts: list[str] = []
    part = ""
    for sign in line:
        if len((part + sign).encode()) > 73:
            parts, part = [*parts, part], ""
        part += sign
    return "\r\n ".join([*parts, part])
