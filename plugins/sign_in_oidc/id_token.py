"""Is an ID token what it must be (OpenID Connect Core 1.0, 3.1.3.7)? Whoever sent it, nothing of it is believed."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Mapping
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError

from .provider import Provider

SKEW = 60  # seconds by which two clocks may differ
OLDEST = 600  # seconds since a token was made
LONGEST = 20_000  # signs


class Untrue(Exception):
    """Which part of a token is not as it must be; for the log, never for the page."""


async def verified(
    provider: Provider, token: str, *, nonce: str, now: dt.datetime, entered_since: int | None
) -> Mapping[str, Any]:
    """The claims. entered_since: the person must have shown later than that who they are.

    Raises Untrue; NoAnswer when the provider's keys can't be had.
    """
    claims = await _signed(provider, token, now)
    moment = int(now.timestamp())
    _need_parties(claims, provider.options.issuer, provider.options.client)
    _need_times(claims, moment)
    if not hmac.compare_digest(_text(claims, "nonce").encode(), nonce.encode()):
        raise Untrue("nonce")
    if entered_since is not None and _number(claims, "auth_time") < entered_since - SKEW:
        raise Untrue("auth_time")
    if not 0 < len(_text(claims, "sub")) <= 255:
        raise Untrue("sub")
    return claims


async def _signed(provider: Provider, token: str, now: dt.datetime) -> Mapping[str, Any]:
    """By a key of the provider, with an algorithm the site allows. The header only says which key to look for."""
    if len(token) > LONGEST:
        raise Untrue("length")
    try:
        header = jws.extract_compact(token.encode()).headers()
        algorithm, kid = str(header.get("alg")), header.get("kid")
        if algorithm not in provider.options.algorithms:
            raise Untrue("alg")
        key = await provider.key(None if kid is None else str(kid), algorithm, now)
        if key is None:
            raise Untrue("kid")
        claims = jwt.decode(token, key, algorithms=[algorithm]).claims
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise Untrue(type(error).__name__) from None
    if not isinstance(claims, Mapping):
        raise Untrue("claims")
    return claims


def _need_parties(claims: Mapping[str, Any], issuer: str, client: str) -> None:
    if _text(claims, "iss").rstrip("/") != issuer:
        raise Untrue("iss")
    if claims.get("aud") not in (client, [client]):  # of further recipients none is known to be honest
        raise Untrue("aud")
    if "azp" in claims and claims["azp"] != client:
        raise Untrue("azp")


def _need_times(claims: Mapping[str, Any], now: int) -> None:
    if _number(claims, "exp") <= now - SKEW:
        raise Untrue("exp")
    if not now - OLDEST <= _number(claims, "iat") <= now + SKEW:
        raise Untrue("iat")
    if "nbf" in claims and _number(claims, "nbf") > now + SKEW:
        raise Untrue("nbf")


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str):
        raise Untrue(name)
    return value


def _number(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Untrue(name)
    return value
