"""A gateway for SMS: takes a message once, brings it to a phone that is on, and says what became of it.

    POST /sms/messages        {"from", "to", "text", "reference"} -> 200 {"id", "status"}; the same reference: the same
    GET  /sms/messages/{id}   -> 200 {"id", "status"}: accepted, delivered or undeliverable

Each request carries the client's key, as "Authorization: Bearer ..."; another one is told 401.
"""

from __future__ import annotations

import hmac
import json
import re
import secrets
from typing import Any

from litestar import Response, Router, get, post
from litestar.params import FromPath

from xidmet import clock
from xidmet.demo_signing.clients import SMS_CLIENTS
from xidmet.demo_signing.sms_kept import Kept
from xidmet.demo_signing.state import Asked, signing_of

NUMBER = re.compile(r"\+[0-9]{7,15}")
LONGEST = 700
NAMES = ("from", "to", "text", "reference")


@post("/messages", status_code=200)
async def take(request: Asked) -> Response[Any]:
    if not _is_client(request):
        return Response({"error": "key"}, status_code=401)
    asked = _asked_in(await request.body())
    if asked is None:
        return Response({"error": "message"}, status_code=400)
    signing = signing_of(request)
    before = signing.sms.by_reference(asked["reference"])
    if before is not None and before.asked != asked:
        return Response({"error": "another message has this reference"}, status_code=409)
    kept = before or signing.sms.add(Kept(secrets.token_urlsafe(12), asked, clock.now()))
    return Response({"id": kept.id, "status": _status(request, kept)})


@get("/messages/{name:str}")
async def standing(request: Asked, name: FromPath[str]) -> Response[Any]:
    if not _is_client(request):
        return Response({"error": "key"}, status_code=401)
    kept = signing_of(request).sms.known.get(name)
    if kept is None:
        return Response({"error": "message"}, status_code=404)
    return Response({"id": kept.id, "status": _status(request, kept)})


def _is_client(request: Asked) -> bool:
    shown = request.headers.get("authorization", "").removeprefix("Bearer ").encode()
    return any(hmac.compare_digest(shown, key.encode()) for key in SMS_CLIENTS.values())


def _asked_in(body: bytes) -> dict[str, str] | None:
    try:
        asked = json.loads(body)
        texts = {name: asked[name] for name in NAMES if isinstance(asked[name], str)}
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    is_number = len(texts) == len(NAMES) and NUMBER.fullmatch(texts["to"])
    return texts if is_number and 0 < len(texts["text"]) <= LONGEST else None


def _status(request: Asked, kept: Kept) -> str:
    """It arrives when the phone is on; there is no phone at a number of nobody's."""
    signing = signing_of(request)
    holder = signing.holders.at(kept.asked["to"])
    if holder is None:
        return "undeliverable"
    if signing.phones.is_on(holder):
        kept.arrived = True
    return "delivered" if kept.arrived else "accepted"


ROUTES = [Router("/sms", route_handlers=[take, standing])]
