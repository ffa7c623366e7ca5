"""A message under the secret that both sides share."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

OLDEST = 300  # seconds


def signature(secret: str, timestamp: str, method: str, path: str, body: bytes) -> str:
    said = f"{timestamp}\n{method} {path}\n".encode() + body
    return hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()


def signed(client: str, secret: str, now: datetime, method: str, path: str, body: bytes) -> dict[str, str]:
    """The headers of a message."""
    timestamp = str(int(now.timestamp()))
    made = signature(secret, timestamp, method, path, body)
    return {"X-Client": client, "X-Timestamp": timestamp, "X-Signature": made}


def holds(secret: str, now: datetime, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> bool:
    """Is it signed by whoever has the secret, and fresh?"""
    given = {name.lower(): value for name, value in headers.items()}
    timestamp = given.get("x-timestamp", "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
        return False
    made = signature(secret, timestamp, method, path, body)
    is_fresh = abs(now.timestamp() - int(timestamp)) <= OLDEST
    return is_fresh and hmac.compare_digest(made.encode(), given.get("x-signature", "").encode())
