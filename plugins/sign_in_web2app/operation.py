"""The sealed text of an operation, which the QR code carries and the app sends back: written here, and read again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qs, quote, urlsplit

SEALED_WITH = "HMACSHA256"
LONGEST = 8_000  # signs of a sealed text that comes back


@dataclass(frozen=True)
class Client:
    """The portal, as the app's operator knows it."""

    id: int
    name: str
    secret: bytes
    icon: str


@dataclass(frozen=True)
class Operation:
    """since, until: seconds since 1970. assignees: FINs of those who may; none: anybody. calls: the means' address.

    kind: what the app is for here: "Auth" shows who somebody is, "Sign" signs a document.
    """

    id: str
    since: int
    until: int
    assignees: tuple[str, ...]
    calls: str
    kind: Literal["Auth", "Sign"] = "Auth"

    def link(self, client: Client) -> str:
        """What the QR code says, and what the app asks first."""
        container = self._container(client)
        whole = {
            "SignableContainer": container,
            "Header": {"AlgName": SEALED_WITH, "Signature": base64.b64encode(_seal(container, client)).decode()},
        }
        return f"{self.calls}/getfile?tsquery={quote(base64.b64encode(_written(whole)).decode(), safe='')}"

    def _container(self, client: Client) -> dict[str, Any]:
        return {
            "ProtoInfo": {"Name": "web2app", "Version": "1.3"},
            "OperationInfo": {
                "Type": self.kind,
                "OperationId": self.id,
                "NbfUTC": self.since,
                "ExpUTC": self.until,
                "Assignee": list(self.assignees),
            },
            "ClientInfo": {
                "ClientId": client.id,
                "ClientName": client.name,
                "IconURI": client.icon,
                "Callback": f"{self.calls}/callback",
                "RedirectURI": "",
                "HostName": [urlsplit(self.calls).hostname or ""],
            },
            "DataInfo": {"DataURI": f"{self.calls}/getfile"},
        }

    def is_sealed_in(self, query: str, client: Client) -> bool:
        """Is this very operation in a query, under the portal's own seal?"""
        whole = read(query)
        container, header = whole.get("SignableContainer"), whole.get("Header")
        if not isinstance(container, Mapping) or not isinstance(header, Mapping):
            return False
        try:
            given = base64.b64decode(str(header.get("Signature", "")), validate=True)
            is_ours = hmac.compare_digest(_seal(container, client), given)
        except (ValueError, RecursionError):
            return False
        return is_ours and header.get("AlgName") == SEALED_WITH and container == self._container(client)


def read(query: str) -> Mapping[str, Any]:
    """The JSON in a query; empty when there is none. Nothing of it is proved."""
    if len(query) > LONGEST:
        return {}
    try:
        text = parse_qs(query, max_num_fields=5)["tsquery"][0]
        whole = json.loads(base64.b64decode(text, validate=True))
    except (ValueError, KeyError, RecursionError):
        return {}
    return whole if isinstance(whole, Mapping) else {}


def _seal(container: Mapping[str, Any], client: Client) -> bytes:
    return hmac.digest(client.secret, hashlib.sha256(_written(container)).digest(), "sha256")


def _written(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
