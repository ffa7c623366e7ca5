"""The pages on which somebody shows the remote signing service who they are, and allows one signature (CSC v2, 8.4.2).

A page shows the title and the hash of what is signed; the hash alone is signed, and nothing else by this leave.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from litestar import Response, Router, get, post
from litestar.response import Redirect

from xidmet import clock
from xidmet.contract.texts import _
from xidmet.demo_signing.clients import REMOTE_CLIENTS
from xidmet.demo_signing.holders import HASHES
from xidmet.demo_signing.remote_keys import (
    HASH_OIDS,
    PIN,
    SERVICE_LASTS,
    Agreeing,
    Leave,
    RemoteKey,
    kept,
    keys_of,
    signing_leave,
)
from xidmet.demo_signing.state import Asked, Signing, form_of, holder_of, page, signing_of, text_in

PAGE_LASTS, CODE_LASTS = dt.timedelta(minutes=10), dt.timedelta(minutes=1)


class Unfit(Exception):
    """By a word of OAuth."""


@get("/authorize")
async def authorize(request: Asked) -> Response[str] | Redirect:
    signing = signing_of(request)
    asked = _asked(signing, dict(request.query_params))
    client, back = asked.get("client_id", ""), asked.get("redirect_uri", "")
    if client not in REMOTE_CLIENTS or not _is_of_portal(back, signing.portal):
        return page(request, "wrong.html", 400, why=_("The site that sent you here is not known to the provider."))
    try:
        begun = _begun(signing, client, back, asked)
    except Unfit as why:
        return _sent_back(back, error=str(why), state=asked.get("state", ""))
    return _page(request, begun)


def _asked(signing: Signing, asked: dict[str, str]) -> Mapping[str, str]:
    """What was pushed beforehand counts once, and for the client that pushed it."""
    if "request_uri" not in asked:
        return asked
    pushed = signing.remote.pushed.pop(asked["request_uri"], None)
    is_its = pushed and pushed["until"] > clock.now() and pushed["asked"]["client_id"] == asked.get("client_id")
    return pushed["asked"] if pushed and is_its else {}


def _is_of_portal(back: str, portal: str) -> bool:
    """As it was registered: an address of the portal that ends with /back."""
    parts = urlsplit(back)
    is_there = f"{parts.scheme}://{parts.netloc}" == portal and parts.path.endswith("/back")
    return is_there and not parts.query and not parts.fragment


def _begun(signing: Signing, client: str, back: str, asked: Mapping[str, str]) -> Agreeing:
    if asked.get("response_type") != "code":
        raise Unfit("unsupported_response_type")
    if asked.get("code_challenge_method") != "S256" or len(asked.get("code_challenge", "")) != 43:
        raise Unfit("invalid_request")
    begun = Agreeing(client, back, asked.get("state", ""), asked["code_challenge"], clock.now() + PAGE_LASTS)
    scope, details = asked.get("scope", "service"), asked.get("authorization_details", "")
    if details:
        begun.details = details
        begun.wants, begun.about = _by_details(signing, client, details)
    elif scope == "credential":
        begun.wants = _by_parameters(signing, client, asked)
        begun.about = asked.get("description", "")[:500]
    elif scope != "service":
        raise Unfit("invalid_scope")
    return begun


def _by_parameters(signing: Signing, client: str, asked: Mapping[str, str]) -> Leave:
    if asked.get("numSignatures") != "1":
        raise Unfit("invalid_request")
    return _wanted(signing, client, asked.get("credentialID"), asked.get("hashAlgorithmOID"), [asked.get("hashes")])


def _by_details(signing: Signing, client: str, details: str) -> tuple[Leave, str]:
    try:
        (one,) = json.loads(details)
        (digest,) = one["documentDigests"]
        given, about = digest["hash"], str(digest["label"])[:500]
        is_meant = one["type"] == "credential"
        name, oid = one["credentialID"], one["hashAlgorithmOID"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unfit("invalid_request") from None
    if not is_meant:
        raise Unfit("invalid_request")
    return _wanted(signing, client, name, oid, [given]), about


def _wanted(signing: Signing, client: str, name: Any, oid: Any, hashes: list[Any]) -> Leave:
    everybodys = [key for holder in signing.holders.people.values() for key in keys_of(holder)]
    key = next((one for one in everybodys if one.id == name), None)
    hash_type = HASH_OIDS.get(str(oid), "")
    if key is None or not hash_type or not _is_usable(signing, key):
        raise Unfit("invalid_request")
    found = tuple(_digest(one, HASHES[hash_type].digest_size) for one in hashes)
    return signing_leave(client, key, hash_type, found, 1)


def _is_usable(signing: Signing, key: RemoteKey) -> bool:
    remote = signing.remote
    return remote.mode(key) == "site" and key.id not in remote.off and not remote.is_locked(key)


def _digest(text: Any, size: int) -> bytes:
    """base64, in either alphabet, with or without its padding."""
    try:
        plain = str(text).rstrip("=").translate(str.maketrans("-_", "+/"))
        found = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (ValueError, binascii.Error):
        raise Unfit("invalid_request") from None
    if len(found) != size:
        raise Unfit("invalid_request")
    return found


def _page(request: Asked, begun: Agreeing, wrong: bool = False) -> Response[str]:
    signing = signing_of(request)
    name = kept(signing.remote.agreeing, begun)
    values: dict[str, Any] = {"name": name, "site": signing.portal, "begun": begun, "wrong": wrong}
    if begun.wants is None:
        return page(request, "remote_service.html", people=list(signing.holders.people.values()), **values)
    digests = [one.hex() for one in begun.wants.hashes]
    return page(request, "remote_agree.html", 400 if wrong else 200, digests=digests, pin=PIN, **values)


@post("/answer")
async def answered(request: Asked) -> Response[str] | Redirect:
    """Yes: back with a code. No: back with access_denied. Either once; a wrong PIN is asked for again."""
    signing, form = signing_of(request), await form_of(request)
    begun = signing.remote.agreeing.pop(text_in(form, "name"), None)
    if begun is None or begun.agreed or clock.now() >= begun.until:
        return page(request, "wrong.html", 400, why=_("This page is over. Start again on the portal."))
    if text_in(form, "says") != "yes":
        return _sent_back(begun.back, error="access_denied", state=begun.state)
    if begun.wants is None:
        holder = holder_of(request, text_in(form, "person"))
        begun.agreed = Leave(begun.client, holder, clock.now() + SERVICE_LASTS)
    elif not signing.remote.takes_pin(_key(begun.wants), text_in(form, "pin")):
        if signing.remote.is_locked(_key(begun.wants)):
            return _sent_back(begun.back, error="access_denied", state=begun.state)
        return _page(request, begun, wrong=True)
    else:
        wants = begun.wants
        begun.agreed = signing_leave(wants.client, _key(wants), wants.hash_type, wants.hashes, wants.left)
    begun.until = clock.now() + CODE_LASTS
    return _sent_back(begun.back, code=kept(signing.remote.agreeing, begun), state=begun.state)


def _key(wants: Leave) -> RemoteKey:
    assert wants.key
    return wants.key


def _sent_back(back: str, **said: str) -> Redirect:
    return Redirect(f"{back}?{urlencode({name: value for name, value in said.items() if value})}", status_code=303)


ROUTES = [Router("/csc/oauth2", route_handlers=[authorize, answered])]
