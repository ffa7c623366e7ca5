"""JSON and base64url of strangers, each taken only in the one way that no two programs read differently."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from xidmet.signatures.verdict import NotGood, Sub

DIGESTS = {f"S{bits}": f"sha{bits}" for bits in (256, 384, 512)}


def read_json(data: bytes) -> dict[str, Any]:
    """An object in which each name stands once: of two, one program would take the first and another the last."""
    try:
        found = json.loads(data.decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise NotGood(Sub.FORMAT_FAILURE, "no JSON that can be read") from error
    if not isinstance(found, dict):
        raise NotGood(Sub.FORMAT_FAILURE, "no JSON object")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name that stands there twice")
    return found


def of_text(value: Any) -> str:
    """Raises NotGood for what is no text."""
    if not isinstance(value, str):
        raise NotGood(Sub.FORMAT_FAILURE, "JSON of another form")
    return value


def unpacked(text: str) -> bytes:
    """Base64url in the one way it can be written, so that no two texts are one signature."""
    try:
        found = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotGood(Sub.FORMAT_FAILURE, "no base64 where it should be") from error
    if base64.urlsafe_b64encode(found).rstrip(b"=").decode() != text:
        raise NotGood(Sub.FORMAT_FAILURE, "base64 in another form")
    return found
