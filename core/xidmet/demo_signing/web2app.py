"""The app of the protocol web2app 1.3, with its operator behind it: it checks a link, asks, signs."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from xidmet import clock
from xidmet.contract.texts import _
from xidmet.demo_signing.clients import WEB2APP_CLIENTS
from xidmet.demo_signing.holders import Holder, der
from xidmet.demo_signing.phones import Question
from xidmet.demo_signing.state import Signing
from xidmet.outside import NoAnswer, Said, ask_outside
from xidmet.signatures.demo_people import Issued, Purpose

ALGORITHM = "SHA256withECDSA"
LONGEST_LINK = 8_000
PURPOSES: dict[str, Purpose] = {"Auth": "authenticate", "Sign": "sign"}
TEXTS = {"Auth": _("Sign in as yourself?"), "Sign": _("Sign a document?")}


class Unfit(Exception):
    """A link that the app does not follow; why, as a msgid."""


@dataclass(frozen=True)
class Operation:
    """What a link asks for. query: as it is sent on, undecoded."""

    kind: str
    id: str
    client: str
    data_uri: str
    callback: str
    until: dt.datetime
    assignees: tuple[str, ...]
    query: str


async def follow(signing: Signing, holder: Holder, link: str) -> Question:
    """Ask the phone's holder what the link asks for. Raises Unfit when the link, or its portal, is not in order."""
    operation = read_link(link, signing.portal)
    if operation.assignees and holder.person.fin not in operation.assignees:
        raise Unfit(_("This was asked of somebody else, not of the holder of this phone."))
    issued = signing.holders.certificate(holder, PURPOSES[operation.kind])
    data, file = await _fetched(operation, issued)

    async def sign() -> str:
        return await _called_back(operation, issued, data)

    who, text = f"{operation.client} ({signing.portal})", TEXTS[operation.kind]
    if operation.kind == "Sign":
        who = f"{who}: {file}"
    return signing.phones.ask(holder, who=who, text=text, until=operation.until, does=sign)


def read_link(link: str, portal: str) -> Operation:
    """What the link or the text of a QR code says. portal: the only origin this app talks to. Raises Unfit."""
    try:
        return _read(_address(link), portal)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError, RecursionError):
        raise Unfit(_("This is no link of the kind that the app reads.")) from None


def _address(link: str) -> str:
    if len(link) > LONGEST_LINK:
        raise ValueError("too long")
    if link.startswith("sima://web-to-app"):
        return parse_qs(urlsplit(link).query)["data"][0]
    return link


def _read(address: str, portal: str) -> Operation:
    query = urlsplit(address).query
    whole = json.loads(base64.b64decode(parse_qs(query)["tsquery"][0], validate=True))
    container = whole["SignableContainer"]
    about, client, data = container["OperationInfo"], container["ClientInfo"], container["DataInfo"]
    if container["ProtoInfo"] != {"Name": "web2app", "Version": "1.3"} or about["Type"] not in PURPOSES:
        raise ValueError("another protocol")
    _need_seal(container, client, whole["Header"])
    _need_time(about)
    for place in (data["DataURI"], client["Callback"]):
        if f"{urlsplit(place).scheme}://{urlsplit(place).netloc}" != portal:
            raise Unfit(_("It names the address of another site than the one that registered."))
    return Operation(
        kind=about["Type"],
        id=str(about["OperationId"]),
        client=str(client["ClientName"]),
        data_uri=str(data["DataURI"]),
        callback=str(client["Callback"]),
        until=dt.datetime.fromtimestamp(about["ExpUTC"], dt.UTC),
        assignees=tuple(str(one) for one in about["Assignee"]),
        query=query,
    )


def _need_seal(container: Mapping[str, Any], client: Mapping[str, Any], header: Mapping[str, Any]) -> None:
    secret = WEB2APP_CLIENTS.get(client["ClientId"])
    written = json.dumps(container, ensure_ascii=False, separators=(",", ":")).encode()
    if header["AlgName"] != "HMACSHA256" or secret is None:
        raise Unfit(_("The site that asks is not known to the operator."))
    due = hmac.digest(secret.encode(), hashlib.sha256(written).digest(), "sha256")
    if not hmac.compare_digest(due, base64.b64decode(header["Signature"], validate=True)):
        raise Unfit(_("The link was changed on the way, or it comes from somebody else."))


def _need_time(about: Mapping[str, Any]) -> None:
    if not about["NbfUTC"] <= clock.now().timestamp() < about["ExpUTC"]:
        raise Unfit(_("The link is over. Start again on the portal."))


async def _fetched(operation: Operation, issued: Issued) -> tuple[bytes, str]:
    """What is signed, and the name of the file."""
    address = f"{operation.data_uri}?{operation.query}"
    parts = urlsplit(address)
    said = await _asked("GET", address, issued, f"{parts.path}?{parts.query}".encode())
    try:
        return base64.b64decode(said.body["data"], validate=True), str(said.body["filename"])[:100]
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise Unfit(_("The portal sent nothing that can be signed.")) from None


async def _called_back(operation: Operation, issued: Issued, data: bytes) -> str:
    body = json.dumps(
        {
            "Type": operation.kind,
            "OperationId": operation.id,
            "DataSignature": base64.b64encode(_signed(issued, data)).decode(),
            "SignedDataHash": base64.b64encode(hashlib.sha256(data).digest()).decode(),
            "AlgName": ALGORITHM,
        }
    ).encode()
    try:
        await _asked("POST", operation.callback, issued, body, content=body)
    except Unfit as why:
        return str(why)
    return _("The portal took the signature.")


async def _asked(method: str, address: str, issued: Issued, signed: bytes, **more: Any) -> Said:
    headers = {
        "ts-cert": base64.b64encode(der(issued.certificate)).decode(),
        "ts-sign": base64.b64encode(_signed(issued, signed)).decode(),
        "ts-sign-alg": ALGORITHM,
        "Content-Type": "application/json",
    }
    try:
        said = await ask_outside(method, address, headers=headers, seconds=10, **more)
    except NoAnswer:
        raise Unfit(_("The portal does not answer.")) from None
    if said.status != 200:
        raise Unfit(_("The portal refused it."))
    return said


def _signed(issued: Issued, content: bytes) -> bytes:
    return issued.key.sign(content, ec.ECDSA(hashes.SHA256()))
