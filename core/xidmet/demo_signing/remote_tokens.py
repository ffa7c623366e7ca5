"""The remote signing service's token endpoint, what is pushed to it, and the end of a token (RFC 9126, RFC 7009)."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from litestar import Response, Router, post

from xidmet import clock
from xidmet.demo_signing.clients import REMOTE_CLIENTS, client_of
from xidmet.demo_signing.remote_keys import Agreeing
from xidmet.demo_signing.state import Asked, signing_of

PUSHED_LASTS = dt.timedelta(seconds=90)


@post("/pushed_authorize", status_code=201)
async def pushed(request: Asked) -> Response[Any]:
    form, client = await _form(request)
    if client is None:
        return _refused("invalid_client", 401)
    if "request_uri" in form:
        return _refused("invalid_request")
    asked = {name: value for name, value in form.items() if name != "client_secret"} | {"client_id": client}
    one = {"asked": asked, "until": clock.now() + PUSHED_LASTS}
    remote, name = signing_of(request).remote, f"urn:xidmet:demo:{secrets.token_urlsafe(32)}"
    remote.pushed = {old: two for old, two in remote.pushed.items() if two["until"] > clock.now()} | {name: one}
    return _told({"request_uri": name, "expires_in": int(PUSHED_LASTS.total_seconds())}, 201)


@post("/token", status_code=200)
async def token(request: Asked) -> Response[Any]:
    form, client = await _form(request)
    if client is None:
        return _refused("invalid_client", 401)
    if form.get("grant_type") != "authorization_code":
        return _refused("unsupported_grant_type")
    remote = signing_of(request).remote
    begun = remote.agreeing.get(form.get("code", ""))
    if begun is None or begun.agreed is None or clock.now() >= begun.until:
        return _refused("invalid_grant")
    del remote.agreeing[form["code"]]  # whoever comes second, or with a wrong verifier, has lost it
    if begun.client != client or not _fits(begun, form):
        return _refused("invalid_grant")
    lasts = int((begun.agreed.until - clock.now()).total_seconds())
    said = {"access_token": remote.give(begun.agreed), "token_type": "Bearer", "expires_in": lasts}
    if begun.details:
        said["authorization_details"] = json.loads(begun.details)
    return _told(said)


@post("/revoke", status_code=200)
async def revoke(request: Asked) -> Response[Any]:
    form, client = await _form(request)
    if client is None:
        return _refused("invalid_client", 401)
    remote = signing_of(request).remote
    found = remote.leave(form.get("token", ""))
    if found and found.client == client:
        del remote.tokens[form["token"]]
    return Response(None, status_code=204)


async def _form(request: Asked) -> tuple[Mapping[str, str], str | None]:
    """What was posted, and which client shows that it asks; the standard wants its name in the form in any case."""
    form = dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))
    client = client_of(request.headers.get("authorization", ""), form, REMOTE_CLIENTS)
    return form, client if client == form.get("client_id") else None


def _fits(begun: Agreeing, form: Mapping[str, str]) -> bool:
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    verifier_fits = hmac.compare_digest(base64.urlsafe_b64encode(digest).rstrip(b"=").decode(), begun.challenge)
    same = begun.back == form.get("redirect_uri") and begun.details == form.get("authorization_details", "")
    return verifier_fits and same


def _told(said: Mapping[str, Any], status: int = 200) -> Response[Any]:
    return Response(dict(said), status_code=status, headers={"Cache-Control": "no-store"})


def _refused(error: str, status: int = 400) -> Response[Any]:
    return _told({"error": error}, status)


ROUTES = [Router("/csc/oauth2", route_handlers=[pushed, token, revoke])]
