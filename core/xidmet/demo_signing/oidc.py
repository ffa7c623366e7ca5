"""The OIDC provider: authorization code with PKCE (OpenID Connect Core 1.0, RFC 7636, RFC 9207), and its pages."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from litestar import Response, Router, get, post
from litestar.response import Redirect

from xidmet import clock
from xidmet.contract.texts import _
from xidmet.demo_signing.clients import OIDC_CLIENTS
from xidmet.demo_signing.holders import Holder
from xidmet.demo_signing.oidc_keys import ALGORITHM, ProviderKeys
from xidmet.demo_signing.state import Asked, Signing, form_of, holder_of, page, signing_of, text_in

LEVELS = ("urn:xidmet:demo:password", "urn:xidmet:demo:app", "urn:xidmet:demo:card")
TRY_LASTS = dt.timedelta(minutes=10)
CODE_LASTS = dt.timedelta(minutes=1)
MOST_TRIES = 1000


@dataclass
class Try:
    """One request for an ID token. code: once the person said yes."""

    client: str
    back: str
    state: str
    nonce: str
    challenge: str
    until: dt.datetime
    wanted: str = ""
    holder: Holder | None = None
    level: str = ""
    since: dt.datetime | None = None


def issuer_of(signing: Signing) -> str:
    return f"{signing.address}/oidc"


def keys_of(signing: Signing) -> ProviderKeys:
    return ProviderKeys(signing.holders.folder / "oidc")


@get("/.well-known/openid-configuration")
async def discovery(request: Asked) -> dict[str, Any]:
    issuer = issuer_of(signing_of(request))
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "jwks_uri": f"{issuer}/jwks",
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "authorization_response_iss_parameter_supported": True,
        "scopes_supported": ["openid", "profile", "email"],
        "acr_values_supported": list(LEVELS),
        "claims_supported": ["sub", "fin", "name", "given_name", "family_name", "acr", "auth_time"],
    }


@get("/jwks")
async def jwks(request: Asked) -> dict[str, Any]:
    return keys_of(signing_of(request)).published()


@get("/authorize")
async def authorize(request: Asked) -> Response[str] | Redirect:
    """Who somebody is, and whether the portal may know: asked on a page. Nobody is remembered."""
    signing, asked = signing_of(request), request.query_params
    client, back = asked.get("client_id", ""), asked.get("redirect_uri", "")
    if client not in OIDC_CLIENTS or not _is_of_portal(back, signing.portal):
        return page(request, "wrong.html", 400, why=_("The site that sent you here is not known to the provider."))
    wrong = _wrong(asked)
    if wrong:
        return _sent_back(signing, back, error=wrong, state=asked.get("state", ""))
    begun = Try(
        client=client,
        back=back,
        state=asked.get("state", ""),
        nonce=asked.get("nonce", ""),
        challenge=asked["code_challenge"],
        wanted=next((one for one in asked.get("acr_values", "").split() if one in LEVELS), LEVELS[-1]),
        until=clock.now() + TRY_LASTS,
    )
    name = _keep(signing.tries, begun)
    people = list(signing.holders.people.values())
    return page(request, "authorize.html", people=people, name=name, site=signing.portal, levels=LEVELS, begun=begun)


def _is_of_portal(back: str, portal: str) -> bool:
    parts = urlsplit(back)
    return (
        f"{parts.scheme}://{parts.netloc}" == portal
        and parts.path.startswith("/sign-in/")
        and not parts.query
        and not parts.fragment
    )


def _wrong(asked: Mapping[str, str]) -> str:
    if asked.get("response_type") != "code":
        return "unsupported_response_type"
    if "openid" not in asked.get("scope", "").split():
        return "invalid_scope"
    if asked.get("code_challenge_method") != "S256" or len(asked.get("code_challenge", "")) != 43:
        return "invalid_request"
    return ""


def _keep(tries: dict[str, Any], one: Try) -> str:
    for name in [name for name, old in tries.items() if old.until <= clock.now()]:
        del tries[name]
    while len(tries) >= MOST_TRIES:
        del tries[next(iter(tries))]
    name = secrets.token_urlsafe(32)
    tries[name] = one
    return name


@post("/answer")
async def answered(request: Asked) -> Response[str] | Redirect:
    """Yes: back to the portal with a code. No: back with access_denied. Either once."""
    signing, form = signing_of(request), await form_of(request)
    begun: Try | None = signing.tries.pop(text_in(form, "name"), None)
    if begun is None or begun.holder or clock.now() >= begun.until:
        return page(request, "wrong.html", 400, why=_("This page is over. Start again on the portal."))
    if text_in(form, "says") != "yes":
        return _sent_back(signing, begun.back, error="access_denied", state=begun.state)
    begun.holder = holder_of(request, text_in(form, "person"))
    begun.level = text_in(form, "level") if text_in(form, "level") in LEVELS else LEVELS[0]
    begun.since, begun.until = clock.now(), clock.now() + CODE_LASTS
    return _sent_back(signing, begun.back, code=_keep(signing.tries, begun), state=begun.state)


def _sent_back(signing: Signing, back: str, **said: str) -> Redirect:
    told = {name: value for name, value in said.items() if value} | {"iss": issuer_of(signing)}
    return Redirect(f"{back}?{urlencode(told)}", status_code=303)


@post("/rotate", status_code=303)
async def rotate(request: Asked) -> Redirect:
    """From now on a new key signs, as at any provider every few months."""
    await form_of(request)
    keys_of(signing_of(request)).rotate()
    return Redirect("/", status_code=303)


ROUTES = [Router("/oidc", route_handlers=[discovery, jwks, authorize, answered, rotate])]
