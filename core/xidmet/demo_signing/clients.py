"""Who may ask the demonstration's outside parties. The names and secrets are published; they guard nothing."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from urllib.parse import unquote_plus

RELYING_PARTIES = {"7f5e1c1a-3d8b-4c57-9f0e-2b6a4d1c8e90": "Xidmət"}
"""Of the mobile operator: UUID and name."""

WEB2APP_CLIENTS = {1: "demo-web2app-secret"}
"""Of the app: client number and secret."""

OIDC_CLIENTS: Mapping[str, str] = {"xidmet": "demo-oidc-secret", "xidmet-public": ""}
"""Of the OIDC provider: client name and secret; "": a public client, which shows by PKCE alone that it asked."""

REMOTE_CLIENTS = {"xidmet": "demo-remote-secret"}
"""Of the remote signing service: client name and secret."""

PAYMENT_CLIENTS = {"xidmet": "demo-payments-secret"}
"""Of the payment service: client name and secret."""

SMS_CLIENTS = {"xidmet": "demo-sms-secret"}
"""Of the gateway for SMS: client name and the key it shows as a bearer."""


def client_of(authorization: str, form: Mapping[str, str], clients: Mapping[str, str]) -> str | None:
    """Which client asks, if it shows its secret, in a header or in the form; a public one has none to show."""
    name, secret = form.get("client_id", ""), form.get("client_secret", "")
    if authorization.startswith("Basic "):
        try:
            name, _colon, secret = base64.b64decode(authorization[6:], validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        name, secret = unquote_plus(name), unquote_plus(secret)
    due = clients.get(name)
    return name if due is not None and hmac.compare_digest(due.encode(), secret.encode()) else None
