"""The mobile operator: a REST interface after Mobile-ID's, which asks a phone and waits for its holder."""

from __future__ import annotations

import asyncio
import base64
import binascii
import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any, Literal

from litestar import Response, Router, get, post
from litestar.params import FromPath
from pydantic import BaseModel, Field, ValidationError

from xidmet import clock
from xidmet.demo_signing.clients import RELYING_PARTIES
from xidmet.demo_signing.holders import HASHES, Holder, der, sign_hash
from xidmet.demo_signing.phones import Question
from xidmet.demo_signing.state import Asked, Signing, signing_of
from xidmet.signatures.demo_people import Purpose

ANSWERS_WITHIN = dt.timedelta(minutes=2)
SESSION_LASTS = dt.timedelta(minutes=5)
LONGEST_WAIT = 20.0  # seconds of one long poll
MOST_SESSIONS = 1000
PURPOSES: dict[str, Purpose] = {"authentication": "authenticate", "signature": "sign"}


class Whose(BaseModel):
    party: str = Field(alias="relyingPartyUUID")
    party_name: str = Field(alias="relyingPartyName")
    phone: str = Field(alias="phoneNumber", pattern=r"^\+\d{7,15}$")
    fin: str = Field(alias="nationalIdentityNumber", pattern=r"^[0-9A-Z]{5,20}$")


class Wanted(Whose):
    hash: str = Field(max_length=100)
    hash_type: Literal["SHA256", "SHA384", "SHA512"] = Field(alias="hashType")
    language: str
    text: str = Field("", alias="displayText", max_length=100)
    text_format: Literal["GSM-7", "UCS-2"] = Field("GSM-7", alias="displayTextFormat")

    @property
    def digest(self) -> bytes:
        """Raises ValueError when it is not as long as its kind says."""
        digest = base64.b64decode(self.hash, validate=True)
        if len(digest) != HASHES[self.hash_type].digest_size:
            raise ValueError("hash does not fit hashType")
        return digest


@dataclass
class Session:
    """result: why nobody was asked. question: what the phone shows. signed: after a yes."""

    kind: str
    until: dt.datetime
    result: str = ""
    question: Question | None = None
    signed: dict[str, Any] | None = None


@post("/certificate", status_code=200)
async def certificate(request: Asked) -> Response[Any]:
    wanted = await _read(request, Whose)
    if isinstance(wanted, Response):
        return wanted
    signing, holder = signing_of(request), _holder(signing_of(request), wanted)
    if holder is None:
        return Response({"result": "NOT_FOUND"})
    found = signing.holders.certificate(holder, "sign").certificate
    return Response({"result": "OK", "cert": base64.b64encode(der(found)).decode()})


@post("/{kind:str}", status_code=200)
async def begin(request: Asked, kind: FromPath[str]) -> Response[Any]:
    """Ask a phone; what comes of it is asked for with the session's id."""
    if kind not in PURPOSES:
        return _wrong("no such method", 404)
    wanted = await _read(request, Wanted)
    if isinstance(wanted, Response):
        return wanted
    try:
        session = _session(signing_of(request), kind, wanted, wanted.digest)
    except (ValueError, binascii.Error):
        return _wrong("hash is wrong")
    return Response({"sessionID": _keep(signing_of(request).sessions, session)})


@get("/{kind:str}/session/{name:str}")
async def state(request: Asked, kind: FromPath[str], name: FromPath[str]) -> Response[Any]:
    session: Session | None = signing_of(request).sessions.get(name)
    if session is None or session.kind != kind or clock.now() >= session.until:
        return _wrong("session not found", 404)
    await _wait(session, request.query_params.get("timeoutMs", "1000"))
    return Response(_told(session))


async def _read(request: Asked, model: type[Any]) -> Any:
    """What was asked, or the refusal of it."""
    try:
        wanted = model.model_validate_json(await request.body())
    except ValidationError as wrong:
        return _wrong(", ".join(str(part) for error in wrong.errors() for part in error["loc"]) or "no JSON")
    if RELYING_PARTIES.get(wanted.party) != wanted.party_name:
        return _wrong("unknown relying party", 401)
    return wanted


def _wrong(error: str, status: int = 400) -> Response[Any]:
    return Response({"error": error}, status_code=status)


def _holder(signing: Signing, wanted: Whose) -> Holder | None:
    holder = signing.holders.at(wanted.phone)
    return holder if holder and holder.person.fin == wanted.fin else None


def _session(signing: Signing, kind: str, wanted: Wanted, digest: bytes) -> Session:
    session = Session(kind, clock.now() + SESSION_LASTS)
    holder = _holder(signing, wanted)
    if holder is None:
        session.result = "NOT_MID_CLIENT"
    elif not signing.phones.is_on(holder):
        session.result = "PHONE_ABSENT"
    else:
        session.question = _ask(signing, session, holder, wanted, digest)
    return session


def _ask(signing: Signing, session: Session, holder: Holder, wanted: Wanted, digest: bytes) -> Question:
    async def sign() -> str:
        issued = signing.holders.certificate(holder, PURPOSES[session.kind])
        r, s = sign_hash(issued, digest, wanted.hash_type)
        value = base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()
        session.signed = {"signature": {"value": value, "algorithm": f"{wanted.hash_type}WithECEncryption"}}
        if session.kind == "authentication":
            session.signed["cert"] = base64.b64encode(der(issued.certificate)).decode()
        return ""

    return signing.phones.ask(
        holder,
        who=wanted.party_name,
        text=wanted.text,
        until=clock.now() + ANSWERS_WITHIN,
        code=verification_code(digest),
        does=sign,
    )


def verification_code(digest: bytes) -> str:
    """The first 6 and the last 7 bits of the hash, as four digits."""
    return f"{(digest[0] >> 2) << 7 | digest[-1] & 0x7F:04}"


def _keep(sessions: dict[str, Any], session: Session) -> str:
    for name in [name for name, one in sessions.items() if one.until <= clock.now()]:
        del sessions[name]
    while len(sessions) >= MOST_SESSIONS:
        del sessions[next(iter(sessions))]
    name = secrets.token_urlsafe(24)
    sessions[name] = session
    return name


async def _wait(session: Session, milliseconds: str) -> None:
    """A long poll: until the holder has answered, and not longer than was asked for."""
    question = session.question
    seconds = min(int(milliseconds) / 1000, LONGEST_WAIT) if milliseconds.isdecimal() else 1.0
    if question is None or question.state == "late":
        return
    try:
        async with asyncio.timeout(seconds):
            await question.answered.wait()
    except TimeoutError:
        return


def _told(session: Session) -> dict[str, Any]:
    if session.question is None:
        return {"state": "COMPLETE", "result": session.result}
    if session.signed:
        return {"state": "COMPLETE", "result": "OK", **session.signed}
    results = {"late": "TIMEOUT", "refused": "USER_CANCELLED", "approved": "SIM_ERROR"}
    if session.question.state == "waiting":
        return {"state": "RUNNING"}
    return {"state": "COMPLETE", "result": results[session.question.state]}


ROUTES = [Router("/mid", route_handlers=[certificate, begin, state])]
