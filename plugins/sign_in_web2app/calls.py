"""What the app calls with: who calls, by the signature over the call itself, and the parts of what it says."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any, Literal

from xidmet import Refusal
from xidmet.means import Call, Ceremony, Signer
from xidmet.signing import HashName

from .operation import LONGEST, read

Usage = Literal["authenticate", "sign"]  # what the certificate must be for
HASHES: tuple[HashName, ...] = ("sha256", "sha384", "sha512")


class Refused(Exception):
    """A call that is not in order: what the app is told, and the HTTP status."""

    def __init__(self, why: str, status: int = 403) -> None:
        super().__init__(why)
        self.status = status


def try_named(call: Call) -> str:
    """The operation that a call names; "" when it names none. Nothing of the call is proved."""
    said = read(call.query) if call.method == "GET" else object_in(call.body)
    about = _part(_part(said, "SignableContainer"), "OperationInfo") if call.method == "GET" else said
    name = about.get("OperationId")
    return name if isinstance(name, str) and len(name) <= 100 else ""


async def caller(
    ceremony: Ceremony, call: Call, signed: bytes, usage: Usage = "authenticate"
) -> tuple[bytes, HashName]:
    """The certificate of who calls, by the signature over the call itself, and the hash they use. Raises Refused."""
    headers = {name.lower(): value for name, value in call.headers.items()}
    certificate, signature = decoded(headers.get("ts-cert")), decoded(headers.get("ts-sign"))
    bound = ceremony.notes.get("certificate")
    if bound and bound != hashlib.sha256(certificate).hexdigest():
        raise Refused("another certificate than before")
    hash_name = hash_name_of(headers.get("ts-sign-alg"))
    await proved(ceremony, certificate, signature, signed, hash_name, usage)
    return certificate, hash_name


async def proved(
    ceremony: Ceremony,
    certificate: bytes,
    signature: bytes,
    content: bytes,
    hash_name: str,
    usage: Usage = "authenticate",
) -> Signer:
    """Raises Refused."""
    signer = await ceremony.signatures.raw(certificate, signature, content, hash_name, usage)
    if isinstance(signer, Refusal):
        raise Refused("the signature is not accepted")
    if not signer.fin:  # a seal
        raise Refused("the certificate is not a person's")
    if ceremony.fin and signer.fin != ceremony.fin:
        raise Refused("the certificate is another person's")
    return signer


def hash_name_of(algorithm: Any) -> HashName:
    """Of names such as SHA256withECDSA or ECDSA_SHA384."""
    said = str(algorithm).lower().replace("-", "")
    found = [name for name in HASHES if name in said]
    if len(found) != 1:
        raise Refused("the algorithm is not accepted", 400)
    return found[0]


def object_in(body: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(body) if len(body) <= LONGEST else {}
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, Mapping) else {}


def _part(whole: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = whole.get(name)
    return part if isinstance(part, Mapping) else {}


def decoded(text: Any) -> bytes:
    if not isinstance(text, str) or not 0 < len(text) <= LONGEST:
        raise Refused("a part is missing", 400)
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise Refused("a part is no base64", 400) from None
