"""Signing a document: the app fetches what its holder's key has to sign over it, and calls back with the signature."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from xidmet.means import Answer, Call, Ceremony, Given, Wait
from xidmet.signing import Paper, SignedHash, SigningMeans, SigningStep

from .calls import Refused, caller, decoded, hash_name_of, object_in, proved, try_named
from .means import ABOUT, LASTS, LATE, READ_IT, TITLE
from .operation import Client, Operation


class AppSigning(SigningMeans):
    """What is handed out names the certificate that asked for it, so that nobody else's signature fits."""

    name, hash_only = "web2app", True
    title, about = TITLE, ABOUT

    def __init__(self, client: Client, app: str) -> None:
        self._client, self._app = client, app

    async def begin(self, ceremony: Ceremony, paper: Paper) -> SigningStep:
        since = int(ceremony.now.timestamp())
        ceremony.notes.update(since=since, until=min(since + LASTS, int(ceremony.until.timestamp())))
        return self._wait(ceremony)

    async def go_on(self, ceremony: Ceremony, paper: Paper, given: Given) -> SigningStep:
        if "signed" in ceremony.notes:
            return _signed(ceremony)
        if "since" not in ceremony.notes:
            return await self.begin(ceremony, paper)
        return self._wait(ceremony) if _is_open(ceremony) else LATE

    def _wait(self, ceremony: Ceremony) -> Wait:
        link = _operation(ceremony).link(self._client)
        return Wait(READ_IT, link=self._app + quote(link, safe=""), picture=link)

    def try_of(self, call: Call) -> str:
        return try_named(call)

    async def called(self, ceremony: Ceremony, paper: Paper, call: Call) -> Answer:
        does = {("GET", "getfile"): self._hand_out, ("POST", "callback"): self._take}
        step = does.get((call.method, call.path.strip("/").lower()))
        if step is None:
            return Answer({"status": "error", "errormessage": "no such address"}, 404)
        try:
            if "since" not in ceremony.notes or not _is_open(ceremony):
                raise Refused("the operation is not open", 410)
            return Answer(await step(ceremony, paper, call))
        except Refused as why:
            return Answer({"status": "error", "errormessage": str(why)}, why.status)

    async def _hand_out(self, ceremony: Ceremony, paper: Paper, call: Call) -> Mapping[str, Any]:
        """Only to whoever must sign, and the same however often they ask."""
        if not _operation(ceremony).is_sealed_in(call.query, self._client):
            raise Refused("the operation is not one of this portal's")
        path = f"{urlsplit(ceremony.calls).path.rstrip('/')}/{call.path.strip('/')}"
        certificate, hash_name = await caller(ceremony, call, f"{path}?{call.query}".encode(), "sign")
        notes = ceremony.notes
        if "certificate" not in notes:
            notes |= {"der": base64.b64encode(certificate).decode(), "hash": hash_name}
            notes |= {"when": ceremony.now.replace(microsecond=0).isoformat()}
            notes["certificate"] = hashlib.sha256(certificate).hexdigest()
        return {"filename": paper.name, "data": base64.b64encode(_to_be_signed(ceremony, paper)).decode()}

    async def _take(self, ceremony: Ceremony, paper: Paper, call: Call) -> Mapping[str, Any]:
        said = object_in(call.body)
        if "certificate" not in ceremony.notes or said.get("OperationId") != ceremony.id or said.get("Type") != "Sign":
            raise Refused("nothing was handed out for this operation", 409)
        handed_out = _to_be_signed(ceremony, paper)
        if decoded(said.get("SignedDataHash")) != hashlib.sha256(handed_out).digest():
            raise Refused("something else was signed")
        certificate, _hash = await caller(ceremony, call, call.body, "sign")
        if hash_name_of(said.get("AlgName")) != ceremony.notes["hash"]:
            raise Refused("another algorithm than before", 400)
        value = decoded(said.get("DataSignature"))
        await proved(ceremony, certificate, value, handed_out, ceremony.notes["hash"], "sign")
        ceremony.notes["signed"] = base64.b64encode(value).decode()
        return {"status": "success"}


def _operation(ceremony: Ceremony) -> Operation:
    notes, calls = ceremony.notes, ceremony.calls.rstrip("/")
    assignees = (ceremony.fin,) if ceremony.fin else ()
    return Operation(ceremony.id, notes["since"], notes["until"], assignees, calls, "Sign")


def _is_open(ceremony: Ceremony) -> bool:
    """In its time, and nobody has signed by it yet."""
    in_time = ceremony.notes["since"] <= ceremony.now.timestamp() < ceremony.notes["until"]
    return in_time and "signed" not in ceremony.notes


def _to_be_signed(ceremony: Ceremony, paper: Paper) -> bytes:
    """Raises Refused for a certificate that nothing can be signed with."""
    notes = ceremony.notes
    try:
        return paper.to_be_signed([base64.b64decode(notes["der"])], notes["hash"], _when(ceremony))
    except ValueError:
        raise Refused("the certificate can't be used") from None


def _signed(ceremony: Ceremony) -> SignedHash:
    notes = ceremony.notes
    value, certificate = base64.b64decode(notes["signed"]), base64.b64decode(notes["der"])
    return SignedHash(value, [certificate], notes["hash"], _when(ceremony))


def _when(ceremony: Ceremony) -> dt.datetime:
    return dt.datetime.fromisoformat(ceremony.notes["when"])
