"""The OIDC provider's token endpoint: a code, its verifier and the client's secret for an ID token."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from joserfc import jwt
from litestar import Response, post

from xidmet import clock
from xidmet.demo_signing.clients import OIDC_CLIENTS, client_of
from xidmet.demo_signing.oidc import Try, issuer_of, keys_of
from xidmet.demo_signing.oidc_keys import ALGORITHM
from xidmet.demo_signing.state import Asked, Signing, signing_of

TOKEN_LASTS = dt.timedelta(minutes=5)


@post("/oidc/token", status_code=200)
async def token(request: Asked) -> Response[Any]:
    form = dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))
    client = client_of(request.headers.get("authorization", ""), form, OIDC_CLIENTS)
    if client is None:
        return _refused("invalid_client", 401)
    if form.get("grant_type") != "authorization_code":
        return _refused("unsupported_grant_type")
    signing = signing_of(request)
    begun: Try | None = signing.tries.get(form.get("code", ""))
    if begun is None or begun.holder is None or clock.now() >= begun.until:
        return _refused("invalid_grant")
    del signing.tries[form["code"]]  # whoever comes second, or with a wrong verifier, has lost it
    if begun.client != client or begun.back != form.get("redirect_uri") or not _fits(begun, form):
        return _refused("invalid_grant")
    return Response(
        {
            "access_token": secrets.token_urlsafe(32),
            "token_type": "Bearer",
            "expires_in": int(TOKEN_LASTS.total_seconds()),
            "id_token": _id_token(signing, begun),
        },
        headers={"Cache-Control": "no-store"},
    )


def _fits(begun: Try, form: Mapping[str, str]) -> bool:
    """RFC 7636, section 4.6."""
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    return hmac.compare_digest(base64.urlsafe_b64encode(digest).rstrip(b"=").decode(), begun.challenge)


def _id_token(signing: Signing, begun: Try) -> str:
    assert begun.holder and begun.since
    person, now = begun.holder.person, clock.now()
    claims = {
        "iss": issuer_of(signing),
        "sub": hashlib.sha256(f"demo {person.key}".encode()).hexdigest()[:24],
        "aud": begun.client,
        "iat": int(now.timestamp()),
        "exp": int((now + TOKEN_LASTS).timestamp()),
        "auth_time": int(begun.since.timestamp()),
        "nonce": begun.nonce,
        "acr": begun.level,
        "fin": person.fin,
        "name": begun.holder.name,
        "given_name": person.given_name,
        "family_name": person.surname,
    }
    key = keys_of(signing).signing()
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid, "typ": "JWT"}, claims, key)


def _refused(error: str, status: int = 400) -> Response[Any]:
    return Response({"error": error}, status_code=status)


ROUTES = [token]
