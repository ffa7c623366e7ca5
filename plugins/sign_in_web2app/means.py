"""The means: a QR code, or a link on the same phone; the app fetches what it signs, and calls back with the signature.

Whoever calls proves by every call that they hold the key of a certificate that the site trusts; the second call must
come from the same certificate as the first.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from xidmet import Refusal, _
from xidmet.means import Answer, Call, Ceremony, Given, Proven, Signer, SignInMeans, Step, Wait

from .operation import LONGEST, Client, Operation, read

LASTS = 300  # seconds
LATE = Refusal(why=_("The code was not used in time."), mend=_("Start again, and have the app at hand."))
HASHES = ("sha256", "sha384", "sha512")


class Refused(Exception):
    """A call that is not in order: what the app is told, and the HTTP status."""

    def __init__(self, why: str, status: int = 403) -> None:
        super().__init__(why)
        self.status = status


class AppSignature(SignInMeans):
    name, level = "web2app", "high"
    title = _("Signature app")
    about = _("Read a QR code with the app on your phone, and sign there.")

    def __init__(self, client: Client, app: str) -> None:
        self._client, self._app = client, app

    async def begin(self, ceremony: Ceremony) -> Step:
        since = int(ceremony.now.timestamp())
        ceremony.notes.update(since=since, until=min(since + LASTS, int(ceremony.until.timestamp())))
        return self._wait(ceremony)

    async def go_on(self, ceremony: Ceremony, given: Given) -> Step:
        if "proved" in ceremony.notes:
            return Proven(**ceremony.notes["proved"])
        if "since" not in ceremony.notes:
            return await self.begin(ceremony)
        return self._wait(ceremony) if _is_open(ceremony) else LATE

    def _wait(self, ceremony: Ceremony) -> Wait:
        link = _operation(ceremony).link(self._client)
        text = _("Read the code with the app on your phone. If you are on that phone now, open the app by the link.")
        return Wait(text, link=self._app + quote(link, safe=""), picture=link)

    def try_of(self, call: Call) -> str:
        said = read(call.query) if call.method == "GET" else _object(call.body)
        about = _part(_part(said, "SignableContainer"), "OperationInfo") if call.method == "GET" else said
        name = about.get("OperationId")
        return name if isinstance(name, str) and len(name) <= 100 else ""

    async def called(self, ceremony: Ceremony, call: Call) -> Answer:
        does = {("GET", "getfile"): self._hand_out, ("POST", "callback"): self._take}
        step = does.get((call.method, call.path.strip("/").lower()))
        if step is None:
            return Answer({"status": "error", "errormessage": "no such address"}, 404)
        try:
            if "since" not in ceremony.notes or not _is_open(ceremony):
                raise Refused("the operation is not open", 410)
            return Answer(await step(ceremony, call))
        except Refused as why:
            if why.status == 403:
                ceremony.did_not_hold()
            return Answer({"status": "error", "errormessage": str(why)}, why.status)

    async def _hand_out(self, ceremony: Ceremony, call: Call) -> Mapping[str, Any]:
        """What is to be signed; only to somebody who may sign it."""
        if not _operation(ceremony).is_sealed_in(call.query, self._client):
            raise Refused("the operation is not one of this portal's")
        path = f"{urlsplit(ceremony.calls).path.rstrip('/')}/{call.path.strip('/')}"
        certificate, _signer = await _caller(ceremony, call, f"{path}?{call.query}".encode())
        ceremony.notes["certificate"] = hashlib.sha256(certificate).hexdigest()
        return {"filename": "sign-in.json", "data": base64.b64encode(ceremony.challenge).decode()}

    async def _take(self, ceremony: Ceremony, call: Call) -> Mapping[str, Any]:
        said = _object(call.body)
        if "certificate" not in ceremony.notes or said.get("OperationId") != ceremony.id or said.get("Type") != "Auth":
            raise Refused("nothing was handed out for this operation", 409)
        if _decoded(said.get("SignedDataHash")) != hashlib.sha256(ceremony.challenge).digest():
            raise Refused("something else was signed")
        certificate, _signer = await _caller(ceremony, call, call.body)
        signature, hash_name = _decoded(said.get("DataSignature")), _hash_name(said.get("AlgName"))
        signer = await _proved(ceremony, certificate, signature, ceremony.challenge, hash_name)
        ceremony.notes["proved"] = _proof(signer)
        return {"status": "success"}


def _operation(ceremony: Ceremony) -> Operation:
    since, until = ceremony.notes["since"], ceremony.notes["until"]
    return Operation(ceremony.id, since, until, (ceremony.fin,) if ceremony.fin else (), ceremony.calls.rstrip("/"))


def _is_open(ceremony: Ceremony) -> bool:
    """In its time, and nobody has proved anything by it yet."""
    in_time = ceremony.notes["since"] <= ceremony.now.timestamp() < ceremony.notes["until"]
    return in_time and "proved" not in ceremony.notes


async def _caller(ceremony: Ceremony, call: Call, signed: bytes) -> tuple[bytes, Signer]:
    """The certificate of who calls, by the signature over the call itself. Raises Refused."""
    headers = {name.lower(): value for name, value in call.headers.items()}
    certificate, signature = _decoded(headers.get("ts-cert")), _decoded(headers.get("ts-sign"))
    bound = ceremony.notes.get("certificate")
    if bound and bound != hashlib.sha256(certificate).hexdigest():
        raise Refused("another certificate than before")
    return certificate, await _proved(ceremony, certificate, signature, signed, _hash_name(headers.get("ts-sign-alg")))


async def _proved(ceremony: Ceremony, certificate: bytes, signature: bytes, content: bytes, hash_name: str) -> Signer:
    signer = await ceremony.signatures.raw(certificate, signature, content, hash_name)
    if isinstance(signer, Refusal):
        raise Refused("the signature is not accepted")
    if not signer.fin:  # a seal
        raise Refused("the certificate is not a person's")
    if ceremony.fin and signer.fin != ceremony.fin:
        raise Refused("the certificate is another person's")
    return signer


def _proof(signer: Signer) -> dict[str, Any]:
    """As notes keep it."""
    names = {"fin": signer.fin, "surname": signer.surname, "given_name": signer.given_name, "name": signer.name}
    says = {name: value for name, value in names.items() if value}
    return {"key": signer.fin, "level": "high", "source": signer.issuer, "says": says, "label": signer.name}


def _hash_name(algorithm: Any) -> str:
    """Of names such as SHA256withECDSA or ECDSA_SHA384."""
    said = str(algorithm).lower().replace("-", "")
    found = [name for name in HASHES if name in said]
    if len(found) != 1:
        raise Refused("the algorithm is not accepted", 400)
    return found[0]


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(body) if len(body) <= LONGEST else {}
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, Mapping) else {}


def _part(whole: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = whole.get(name)
    return part if isinstance(part, Mapping) else {}


def _decoded(text: Any) -> bytes:
    if not isinstance(text, str) or not 0 < len(text) <= LONGEST:
        raise Refused("a part is missing", 400)
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise Refused("a part is no base64", 400) from None
