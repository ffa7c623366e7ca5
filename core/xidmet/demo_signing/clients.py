"""Who may ask the demonstration's outside parties. The names and secrets are published; they guard nothing."""

from __future__ import annotations

from collections.abc import Mapping

RELYING_PARTIES = {"7f5e1c1a-3d8b-4c57-9f0e-2b6a4d1c8e90": "Xidmət"}
"""Of the mobile operator: UUID and name."""

WEB2APP_CLIENTS = {1: "demo-web2app-secret"}
"""Of the app: client number and secret."""

OIDC_CLIENTS: Mapping[str, str] = {"xidmet": "demo-oidc-secret", "xidmet-public": ""}
"""Of the OIDC provider: client name and secret; "": a public client, which shows by PKCE alone that it asked."""
