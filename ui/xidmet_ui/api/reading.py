"""What a machine sends: JSON that is strict and bounded, from a session or a program, with its key and version."""

from __future__ import annotations

import hashlib
import json
import math
import re
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from xidmet.auth import Actor
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import BadInput, TooLarge, Unreadable, Unsupported, WrongAnswers

from xidmet_ui.requests import Asked, need_actor, of_this_session, same_origin

LONGEST_JSON = 1_000_000  # bytes
LONGEST_TEXT = 20_000  # characters
DEEPEST = 32
LARGEST_VERSION = 2**31 - 1  # what PostgreSQL compares with
KEY = re.compile(r"[\x21-\x7e]{16,64}")
TAG = re.compile(r'"(\d{1,9})"')
TYPES = {"string_type": "string", "int_type": "integer", "dict_type": "object", "model_type": "object"}
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Sent(Generic[M]):
    """body: what was sent. key: the Idempotency-Key. digest: of the body, whatever its spaces and its order."""

    body: M
    key: str
    digest: str


def who_of(request: Asked) -> Actor:
    """Who asks: a program by its token, or the person of the session."""
    return need_actor(request)


async def sent(request: Asked, model: type[M], *, keyed: bool) -> Sent[M]:
    """The body of a change. Every handler that changes anything calls this first.

    keyed: the request must carry an Idempotency-Key. Raises NotAllowed when it did not come from this session,
    Unsupported for anything but JSON, BadInput, Unreadable, TooLarge, and WrongAnswers with JSON pointers.
    """
    from_this_session(request)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Unsupported(mend=_("Send JSON, with the header “Content-Type: application/json”."))
    key = key_of(request) if keyed else ""
    value = parsed(await request.body())
    return Sent(_fitted(model, value), key, _digest(value))


def from_this_session(request: Asked) -> None:
    """Raises NotAllowed when a change did not come from the session's own program.

    No other site can make a browser send a token, so one that comes with it proves enough.
    """
    if who_of(request).program:
        return
    same_origin(request)
    of_this_session(request, request.headers.get("x-csrf-token", ""))


def key_of(request: Asked) -> str:
    """The Idempotency-Key. Raises BadInput when there is none."""
    key = request.headers.get("idempotency-key", "")
    if not KEY.fullmatch(key):
        raise BadInput(
            why=_("The header “Idempotency-Key” is missing, or it has not 16 to 64 letters, digits and signs."),
            mend=_("Draw a new key for each new request, and send the same one when you repeat a request."),
        )
    return key


def parsed(body: bytes) -> Any:
    """JSON as it stands in RFC 8259: UTF-8, each name once, no NaN; bounded in depth and in the length of its texts."""
    try:
        value = json.loads(body.decode(), parse_constant=_no_number, object_pairs_hook=_each_once)
    except UnicodeDecodeError:
        raise Unreadable from None
    except (ValueError, RecursionError):
        raise BadInput(why=_("This is not JSON."), mend=_("Send one JSON object, in UTF-8.")) from None
    _check(value)
    return value


def _no_number(name: str) -> None:
    raise ValueError(name)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name occurs twice")
    return found


def _check(value: Any) -> None:
    """Not by recursion: the depth is what is in question."""
    level, depth = [value], 1
    while level:
        if depth > DEEPEST:
            raise TooLarge
        inner: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                inner += [*one, *one.values()]
            elif isinstance(one, list):
                inner += one
            else:
                _check_plain(one)
        level, depth = inner, depth + 1


def _check_plain(one: Any) -> None:
    if isinstance(one, float) and not math.isfinite(one):
        raise BadInput(why=_("This is not JSON."), mend=_("Send one JSON object, in UTF-8."))
    if not isinstance(one, str):
        return
    if len(one) > LONGEST_TEXT:
        raise TooLarge
    if "\x00" in one or any("\ud800" <= sign <= "\udfff" for sign in one):
        raise Unreadable


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _fitted(model: type[M], value: Any) -> M:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise WrongAnswers({_pointer(one): _said(one) for one in error.errors(include_url=False)}) from None


def _pointer(error: ErrorDetails) -> str:
    return "".join(f"/{escaped(str(part))}" for part in error["loc"])


def escaped(name: str) -> str:
    """A name as a part of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def _said(error: ErrorDetails) -> Mistake:
    if error["type"] == "missing":
        return Mistake(_("This is missing."))
    if error["type"] == "extra_forbidden":
        return Mistake(_("This is not asked here."))
    if error["type"] in TYPES:
        return wrong_type(TYPES[error["type"]])
    return Mistake(_("This value is not possible here."))


def wrong_type(expected: str) -> Mistake:
    """expected: the name of a JSON type, or several."""
    return Mistake(_("Send a JSON value of this type here: {type}."), {"type": expected})


def version_of(request: Asked, said: int | None) -> int:
    """The version of the case that the sender saw: of the header If-Match, or of the body."""
    header = request.headers.get("if-match", "")
    found = TAG.fullmatch(header.strip())
    if header and (not found or said not in (None, int(found[1]))):
        raise BadInput(
            why=_("The header “If-Match” is not the version of a case, or not the one in the body."),
            mend=_("Send the “ETag” of the case as you read it, or its version."),
        )
    if found:
        return int(found[1])
    if said is None:
        raise WrongAnswers({"/version": Mistake(_("This is missing."))})
    return said
