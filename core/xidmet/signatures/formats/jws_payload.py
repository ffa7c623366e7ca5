"""What a JSON web signature is over: its payload, encoded or not (RFC 7797), or what lies beside it (sigD of JAdES)."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from xidmet.contract.texts import _
from xidmet.signatures.formats.jws_encoding import DIGESTS, of_text, unpacked
from xidmet.signatures.verdict import NotGood, Sub

# ETSI TS 119 182-1, 5.2.8. A third mechanism signs the heads of an HTTP message, which no file holds.
BY_URI, BY_HASH = "http://uri.etsi.org/19182/ObjectIdByURI", "http://uri.etsi.org/19182/ObjectIdByURIHash"
HTTP = "http://uri.etsi.org/19182/HttpHeaders"
MOST_NAMED = 500
SEVERAL = _(
    "The signature is for several files, which can't be given here all together. Ask for them in one container."
)
MESSAGE = _("The signature is for a message between two programs, not for a file; only they can check it.")


def signed_octets(said: dict[str, Any], payload: str, content: bytes | None) -> bytes:
    """What stands behind the head when it is signed. Raises NotGood when it is not what lies in it or beside it."""
    encoded = said.get("b64", True)
    if not isinstance(encoded, bool):
        raise NotGood(Sub.FORMAT_FAILURE, "b64 of another kind")
    if "sigD" in said:
        return _beside(said["sigD"], payload, content, encoded)
    if content is None and not payload:
        raise NotGood(Sub.SIGNED_DATA_NOT_FOUND, "no content, neither within nor beside the signature")
    if encoded and payload:
        unpacked(payload)
    held = payload.encode() if content is None else _packed(content, encoded)
    if payload and payload.encode() != held:
        raise NotGood(Sub.HASH_FAILURE, "the content within the signature is another")
    return held


def _beside(told: Any, payload: str, content: bytes | None, encoded: bool) -> bytes:
    if payload or not isinstance(told, dict):
        raise NotGood(Sub.FORMAT_FAILURE, "sigD beside a payload, or of another kind")
    if told.get("mId") == HTTP:
        raise NotGood(Sub.GENERIC, "the heads of an HTTP message", MESSAGE)
    names, hashes = _texts(told.get("pars")), _texts(told["hashV"]) if "hashV" in told else None
    if told.get("mId") not in (BY_URI, BY_HASH) or not names or (told["mId"] == BY_HASH) != (hashes is not None):
        raise NotGood(Sub.FORMAT_FAILURE, "sigD of another form")
    if hashes is not None and len(hashes) != len(names):
        raise NotGood(Sub.FORMAT_FAILURE, "sigD with another number of hashes than names")
    if content is None:
        raise NotGood(Sub.SIGNED_DATA_NOT_FOUND, "no content beside the signature")
    if len(names) > 1:
        raise NotGood(Sub.SIGNED_DATA_NOT_FOUND, f"{len(names)} files are signed together", SEVERAL)
    held = _packed(content, encoded)
    if hashes is None:
        return held
    if told.get("hashM") not in DIGESTS:
        raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, "a hash that is not taken")
    if hashlib.new(DIGESTS[told["hashM"]], held).digest() != unpacked(hashes[0]):
        raise NotGood(Sub.HASH_FAILURE, "the content's hash is another than the one signed")
    return b""


def _packed(content: bytes, encoded: bool) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=") if encoded else content


def _texts(told: Any) -> list[str]:
    if not isinstance(told, list) or len(told) > MOST_NAMED:
        raise NotGood(Sub.FORMAT_FAILURE, "sigD of another form")
    return [of_text(one) for one in told]
