"""The means: a QR code, or a link on the same phone; the app fetches what it signs, and calls back with the signature.

Whoever calls proves by every call that they hold the key of a certificate that the site trusts; the second call must
come from the same certificate as the first.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from xidmet import Refusal, _
from xidmet.means import Answer, Call, Ceremony, Given, Proven, Signer, SignInMeans, Step, Wait

from .calls import Refused, caller, decoded, hash_name_of, object_in, proved, try_named
from .operation import Client, Operation

LASTS = 300  # seconds
TITLE = _("Signature app")
ABOUT = _("Read a QR code with the app on your phone, and sign there.")
READ_IT = _("Read the code with the app on your phone. If you are on that phone now, open the app by the link.")
LATE = Refusal(why=_("The code was not used in time."), mend=_("Start again, and have the app at hand."))


class AppSignature(SignInMeans):
    name, level = "web2app", "high"
    title, about = TITLE, ABOUT

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
        return Wait(READ_IT, link=self._app + quote(link, safe=""), picture=link)

    def try_of(self, call: Call) -> str:
        return try_named(call)

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
        certificate, _hash = await caller(ceremony, call, f"{path}?{call.query}".encode())
        ceremony.notes["certificate"] = hashlib.sha256(certificate).hexdigest()
        return {"filename": "sign-in.json", "data": base64.b64encode(ceremony.challenge).decode()}

    async def _take(self, ceremony: Ceremony, call: Call) -> Mapping[str, Any]:
        said = object_in(call.body)
        if "certificate" not in ceremony.notes or said.get("OperationId") != ceremony.id or said.get("Type") != "Auth":
            raise Refused("nothing was handed out for this operation", 409)
        if decoded(said.get("SignedDataHash")) != hashlib.sha256(ceremony.challenge).digest():
            raise Refused("something else was signed")
        certificate, _hash = await caller(ceremony, call, call.body)
        signature, hash_name = decoded(said.get("DataSignature")), hash_name_of(said.get("AlgName"))
        signer = await proved(ceremony, certificate, signature, ceremony.challenge, hash_name)
        ceremony.notes["proved"] = _proof(signer)
        return {"status": "success"}


def _operation(ceremony: Ceremony) -> Operation:
    since, until = ceremony.notes["since"], ceremony.notes["until"]
    return Operation(ceremony.id, since, until, (ceremony.fin,) if ceremony.fin else (), ceremony.calls.rstrip("/"))


def _is_open(ceremony: Ceremony) -> bool:
    """In its time, and nobody has proved anything by it yet."""
    in_time = ceremony.notes["since"] <= ceremony.now.timestamp() < ceremony.notes["until"]
    return in_time and "proved" not in ceremony.notes


def _proof(signer: Signer) -> dict[str, Any]:
    """As notes keep it."""
    names = {"fin": signer.fin, "surname": signer.surname, "given_name": signer.given_name, "name": signer.name}
    says = {name: value for name, value in names.items() if value}
    return {"key": signer.fin, "level": "high", "source": signer.issuer, "says": says, "label": signer.name}
