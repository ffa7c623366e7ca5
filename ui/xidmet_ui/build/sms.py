"""Mobile numbers, as a page shows them."""

from __future__ import annotations

SHOWN_BEFORE, SHOWN_BEHIND = 4, 2


def masked(number: str) -> str:
    """Enough to know one's own again, nothing to call: +994 *** 67. "" stays so."""
    return f"{number[:SHOWN_BEFORE]} *** {number[-SHOWN_BEHIND:]}" if number else ""


def address_shown(channel: str, address: str) -> str:
    """Where a message went, for everybody who sees the case."""
    return masked(address) if channel == "sms" else address
