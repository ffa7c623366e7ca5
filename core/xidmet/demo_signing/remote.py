"""The remote signing service: the interface of the Cloud Signature Consortium, version 2.0.0.

A key signs only hashes that its holder allowed, as often as was allowed, in time. Errors have the standard's words.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import utils
from litestar import Response, Router, post
from pydantic import ValidationError

from xidmet import clock
from xidmet.contract.texts import _
from xidmet.demo_signing.holders import der, sign_hash
from xidmet.demo_signing.phones import Question
from xidmet.demo_signing.remote_asked import (
    Body,
    Handle,
    HashToSign,
    InfoAsked,
    LeaveAsked,
    Wrong,
    hashes_of,
)
from xidmet.demo_signing.remote_keys import (
    HASH_OIDS,
    SAD_LASTS,
    SIGN_OIDS,
    Leave,
    RemoteKey,
    Ringing,
    kept,
    keys_of,
    signing_leave,
)
from xidmet.demo_signing.state import Asked, Signing, signing_of

METHODS = (
    *("info", "oauth2/authorize", "oauth2/pushed_authorize", "oauth2/token", "oauth2/revoke"),
    *("credentials/list", "credentials/info", "credentials/authorize", "credentials/authorizeCheck"),
    "signatures/signHash",
)
MODES = {"site": "oauth2code", "pin": "explicit", "phone": "explicit"}
PIN_OBJECT = {"type": "Password", "id": "PIN", "format": "N", "label": "PIN"}


Answered = tuple[dict[str, Any], int]


@post("/info", status_code=200)
async def info(request: Asked) -> dict[str, Any]:
    return {
        "specs": "2.0.0.0",
        "name": "Xidmət Demo Signing",
        "logo": "",
        "region": "AZ",
        "lang": "en-US",
        "description": "Keys of invented people",
        "authType": ["oauth2code"],
        "oauth2": f"{signing_of(request).address}/csc",
        "methods": list(METHODS),
        "signAlgorithms": {"algos": list(SIGN_OIDS)},
        "signature_formats": {"formats": []},
        "conformance_levels": [],
    }


@post("/credentials/list", status_code=200)
async def list_keys(request: Asked) -> Response[Any]:
    def listed(leave: Leave, asked: Body) -> Answered:
        return {"credentialIDs": [one.id for one in keys_of(leave.holder)]}, 200

    return await _answered(request, Body, listed)


@post("/credentials/info", status_code=200)
async def key_info(request: Asked) -> Response[Any]:
    def told(leave: Leave, asked: InfoAsked) -> Answered:
        return _described(signing_of(request), _key(leave, asked.credential), asked), 200

    return await _answered(request, InfoAsked, told)


@post("/credentials/authorize", status_code=200)
async def authorize(request: Asked) -> Response[Any]:
    def allowed(leave: Leave, asked: LeaveAsked) -> Answered:
        signing, key = signing_of(request), _usable(signing_of(request), leave, asked.credential)
        hash_type, hashes = hashes_of(asked, HASH_OIDS.get(asked.hash_oid, ""))
        wants = signing_leave(leave.client, key, hash_type, hashes, asked.number)
        mode = signing.remote.mode(key)
        if mode == "site":
            raise Wrong("The credential is authorized by oauth2code")
        if mode == "phone":
            return _ring(signing, wants, asked.description), 202
        pins = [one.get("value", "") for one in asked.auth_data if one.get("id") == "PIN"]
        if not signing.remote.takes_pin(key, pins[0] if len(pins) == 1 else ""):
            raise Wrong("The authentication data is invalid", "invalid_authentication_data")
        return _given(signing, wants), 200

    return await _answered(request, LeaveAsked, allowed)


@post("/credentials/authorizeCheck", status_code=200)
async def still_asked(request: Asked) -> Response[Any]:
    def told(leave: Leave, asked: Handle) -> Answered:
        remote = signing_of(request).remote
        found = remote.ringing.get(asked.handle)
        if found is None or found.wants.holder != leave.holder:
            raise Wrong("Invalid parameter handle")
        if found.question.state == "waiting":
            return {"handle": asked.handle}, 202
        del remote.ringing[asked.handle]
        if found.question.state != "approved":
            raise Wrong("The user refused, or did not answer", "access_denied")
        return _given(signing_of(request), found.wants), 200

    return await _answered(request, Handle, told)


@post("/signatures/signHash", status_code=200)
async def sign(request: Asked) -> Response[Any]:
    def signed(leave: Leave, asked: HashToSign) -> Answered:
        signing = signing_of(request)
        key = _usable(signing, leave, asked.credential)
        if asked.sign_oid not in SIGN_OIDS:
            raise Wrong("Invalid parameter signAlgo")
        hash_type, hashes = hashes_of(asked, SIGN_OIDS[asked.sign_oid])
        _spend(signing, leave, asked.sad, key, hash_type, hashes)
        issued = key.issued(signing.holders)
        made = [utils.encode_dss_signature(*sign_hash(issued, digest, hash_type)) for digest in hashes]
        return {"signatures": [base64.b64encode(one).decode() for one in made]}, 200

    return await _answered(request, HashToSign, signed)


async def _answered(request: Asked, model: type[Any], does: Callable[[Leave, Any], Answered]) -> Response[Any]:
    try:
        leave = _bearer(request)
        asked = model.model_validate_json(await request.body() or b"{}")
        said, status = does(leave, asked)
    except ValidationError as wrong:
        parts = ", ".join(str(part) for error in wrong.errors() for part in error["loc"]) or "body"
        return _refused(Wrong(f"Missing (or invalid type) parameter {parts}"))
    except Wrong as wrong:
        return _refused(wrong)
    return Response(said, status_code=status, headers={"Cache-Control": "no-store"})


def _refused(wrong: Wrong) -> Response[Any]:
    return Response({"error": wrong.error, "error_description": str(wrong)}, status_code=wrong.status)


def _bearer(request: Asked) -> Leave:
    kind, _space, token = request.headers.get("authorization", "").partition(" ")
    found = signing_of(request).remote.leave(token)
    if kind.lower() != "bearer" or not token:
        raise Wrong("Malformed authorization header")
    if found is None or found.key is not None:  # leave to sign is shown as SAD
        raise Wrong("The access token is not valid, or is over", "invalid_token", 401)
    return found


def _key(leave: Leave, name: str) -> RemoteKey:
    found = [one for one in keys_of(leave.holder) if one.id == name]
    if not found:
        raise Wrong("Invalid parameter credentialID")
    return found[0]


def _usable(signing: Signing, leave: Leave, name: str) -> RemoteKey:
    key = _key(leave, name)
    if key.id in signing.remote.off:
        raise Wrong(f"The credential identified by {key.id} is disabled")
    if signing.remote.is_locked(key):
        raise Wrong("Credential locked")
    return key


def _described(signing: Signing, key: RemoteKey, asked: InfoAsked) -> dict[str, Any]:
    issued = key.issued(signing.holders)
    chain = {"none": [], "single": [issued.certificate], "chain": [issued.certificate, *issued.chain]}
    now, mode = clock.now(), signing.remote.mode(key)
    status = "valid" if now < issued.certificate.not_valid_after_utc else "expired"
    if not key.voen and signing.holders.is_taken_back(key.holder):
        status = "revoked"
    cert: dict[str, Any] = {"status": status}
    if asked.certificates != "none":
        cert["certificates"] = [base64.b64encode(der(one)).decode() for one in chain[asked.certificates]]
    if asked.cert_info:
        cert |= _about(issued.certificate)
    auth: dict[str, Any] = {"mode": MODES[mode]}
    if mode != "site" and asked.auth_info:
        auth |= {"expression": "PIN", "objects": [PIN_OBJECT]} if mode == "pin" else {"objects": []}
    is_off = key.id in signing.remote.off
    return {
        "key": {
            "status": "disabled" if is_off else "enabled",
            "algo": list(SIGN_OIDS),
            "len": 256,
            "curve": "1.2.840.10045.3.1.7",
        },
        "cert": cert,
        "auth": auth,
        "SCAL": "2",
        "multisign": 1,
    }


def _about(certificate: Any) -> Mapping[str, str]:
    return {
        "issuerDN": certificate.issuer.rfc4514_string(),
        "subjectDN": certificate.subject.rfc4514_string(),
        "serialNumber": f"{certificate.serial_number:X}",
        "validFrom": f"{certificate.not_valid_before_utc:%Y%m%d%H%M%SZ}",
        "validTo": f"{certificate.not_valid_after_utc:%Y%m%d%H%M%SZ}",
    }


def _ring(signing: Signing, wants: Leave, about: str) -> dict[str, Any]:
    question = ask_phone(signing, wants, about)
    return {"handle": kept(signing.remote.ringing, Ringing(wants, question))}


def ask_phone(signing: Signing, wants: Leave, about: str) -> Question:
    async def agrees() -> str:
        return _("The signing service may sign it, once.")

    who = f"Xidmət Demo Signing: {about}"[:200]
    return signing.phones.ask(wants.holder, who=who, text=_("Sign a document?"), until=wants.until, does=agrees)


def _given(signing: Signing, wants: Leave) -> dict[str, Any]:
    return {"SAD": signing.remote.give(wants), "expiresIn": int(SAD_LASTS.total_seconds())}


def _spend(signing: Signing, leave: Leave, sad: str, key: RemoteKey, hash_type: str, hashes: tuple[bytes, ...]) -> None:
    """Raises Wrong for leave that was not given for this, or is used up."""
    if not sad:
        raise Wrong("Missing (or invalid type) string parameter SAD")
    given = signing.remote.leave(sad)
    if given is None or given.key != key or given.client != leave.client:
        raise Wrong("Invalid parameter SAD, or SAD expired")
    if given.hash_type != hash_type or not set(hashes) <= set(given.hashes) or len(hashes) > given.left:
        raise Wrong("Hash is not authorized by the SAD")
    given.left -= len(hashes)
    if not given.left:
        del signing.remote.tokens[sad]


ROUTES = [Router("/csc/v2", route_handlers=[info, list_keys, key_info, authorize, still_asked, sign])]
