"""How a delivery is signed: Standard Webhooks 1.0 (https://www.standardwebhooks.com), symmetric, "v1"."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

KIND = "whsec_"
DRAWN = 32  # bytes; the specification wants 24 to 64


def draw() -> str:
    """A new secret, as it is shown and as the receiver's library takes it."""
    return KIND + base64.b64encode(secrets.token_bytes(DRAWN)).decode()


def signature(keys: Sequence[str], message: str, timestamp: int, body: bytes) -> str:
    """The header webhook-signature: one signature by each of these secrets, of which the receiver needs one to hold.

    message: the webhook-id. timestamp: seconds since 1970.
    """
    signed = f"{message}.{timestamp}.".encode() + body
    found = (hmac.new(base64.b64decode(one.removeprefix(KIND)), signed, hashlib.sha256).digest() for one in keys)
    return " ".join(f"v1,{base64.b64encode(one).decode()}" for one in found)
