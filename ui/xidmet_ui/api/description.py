"""The API's own description: OpenAPI 3.1, made from what each route says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from litestar.handlers import BaseRouteHandler
from litestar.handlers.http_handlers import HTTPRouteHandler
from pydantic import TypeAdapter
from xidmet.auth.tokens import Scope

from xidmet_ui.api.models import FILE, NOTHING, Problem

BYTES, RAW = "application/octet-stream", {"type": "string", "format": "binary"}
REF = "#/components/schemas/{model}"
JSON, PROBLEM = "application/json", "application/problem+json"
INFO = """The same abilities as the portal's pages.

Who: a program of an organisation, with a token that a head of it made on the portal: "Authorization: Bearer xmt_...".
It acts as an operator, within the scopes and services of the token: "read", "fill" and "submit". A token that is
unknown, ended or over is answered with 401, one that lacks the scope with 403 and the code "insufficient_scope". Or the
session of a person who signed in on the portal (cookie), with the token of GET /api/v1/session in the header
X-CSRF-Token for every change. No other site may use it: there is no CORS.
Values: texts, keys of register rows and ids of documents are strings; dates are YYYY-MM-DD; amounts are decimal strings
such as "1234.50"; yes and no are true and false; rows are lists of objects, each under a stable "_id". Answers that are
given out can be sent again as they are.
Versions: a case has a version, which is also its ETag. A change names the version it was made for, in the body or as
If-Match; when somebody else was faster it is refused with 409 (urn:xidmet:stale) and nothing is overwritten.
Repeats: every POST carries an Idempotency-Key. The same key with the same body gives the first result again; with
another body, or from somebody else, 409 (urn:xidmet:used-elsewhere).
Errors: RFC 9457. "type" and the "code" of each mistake are stable; texts are in the language of Accept-Language (az, en
or ru; az unless said), the same as on the pages.
Files: the body is the file, its name stands in Content-Disposition. It is added to the answer of a question, whose
"x-upload" in the form tells kinds and size; what is wrong with it is told by the "code" of the problem.
Events: GET /api/v1/events tells which cases moved, in order; addresses that a head registers are told the same, by
Standard Webhooks. Many at once: see "rosters"; what must be signed a person signs, and a program may bring it.
Limits: 1 MB, 32 levels, 20,000 characters in one text; files as their question tells; 600 requests a minute."""
ANY = "any"  # scope: of every token
SCOPES = {
    "read": "Read cases, files and documents of the organisation.",
    "fill": "Open drafts, answer them and attach files.",
    "submit": "Make the moves that an operator may make, such as sending a draft.",
}
Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
KEY: Schema = {"type": "string", "minLength": 16, "maxLength": 64, "pattern": "^[!-~]{16,64}$"}
NAME: Schema = {"type": "string", "pattern": "^attachment; filename\\*=UTF-8''[A-Za-z0-9._~%-]+$"}
PATH = {
    "slug": "The service.",
    "number": "The case's number; of an attestation, the attestation's.",
    "name": "The move's name, as the case offers it.",
    "file": "Of a file that is added, the path of the question: its name, or names and ids of rows joined by hyphens, "
    "such as workers-r1-scan; the row may be new. Of one that is there, its id.",
    "people": "Of people that were sent: the id that was answered.",
    "wanted": "Of the list: the id that was answered.",
    "path": "The question's name; inside rows and parts the names joined by dots.",
}
PROBLEMS = {
    400: "The request makes no sense",
    401: "Nobody is signed in, or the token is none or has ended",
    403: "Not theirs to do, not sent from this session, or not within the scope of the token",
    404: "There is none, or it is not theirs to see",
    409: "A rule does not hold, somebody else was faster, or the key was used for something else",
    410: "Not kept any more",
    413: "Too large, too deep, or too long a text",
    415: "Not JSON, or not the bytes of a file",
    422: "Wrong values, each with its JSON pointer",
    429: "Too many tries; see Retry-After",
    500: "An error on our side, with a reference",
    503: "A register does not answer",
}


@dataclass(frozen=True)
class Description:
    """gives: status -> what is answered. takes: the body. asks: query -> what it is, and its schema if it is no text.

    versioned: takes If-Match. changes: without a body, too. scope: what opens it to a token; "" for what is closed to
    tokens, or public. fails: statuses of problems besides those that every route may answer.
    """

    operation: str
    summary: str
    gives: Mapping[int, Any]
    takes: Any = None
    asks: Mapping[str, str | tuple[str, Schema]] = field(default_factory=dict)
    versioned: bool = False
    fails: tuple[int, ...] = ()
    changes: bool = False
    scope: Scope | Literal["any", ""] = ""


def told(operation: str, summary: str, **more: Any) -> dict[str, Any]:
    """What a route says of itself, for its opt. operation: a name that never changes."""
    return {"api": Description(operation, summary, **more)}


def document(handlers: Iterable[BaseRouteHandler], cookie: str) -> dict[str, Any]:
    """cookie: the name of the session's."""
    described = [(one, one.opt["api"]) for one in handlers if isinstance(one, HTTPRouteHandler) and "api" in one.opt]
    refs, schemas = _schemas([told_ for _one, told_ in described])
    paths: dict[str, Any] = {}
    for one, description in described:
        for path in one.paths:
            method = min(one.http_methods - {"HEAD", "OPTIONS"}).lower()
            paths.setdefault(re.sub(r":\w+", "", path), {})[method] = _operation(one, path, description, refs)
    schemes = {
        "session": {"type": "apiKey", "in": "cookie", "name": cookie, "description": "Signed in on the portal."},
        "token": {"type": "http", "scheme": "bearer", "bearerFormat": "xmt_", "description": _scopes()},
        "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token", "description": "Of GET /api/v1/session."},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Xidmət", "version": "1", "description": INFO},
        "servers": [{"url": "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": schemas, "securitySchemes": schemes},
    }


def _scopes() -> str:
    return "Of a program. Scopes: " + " ".join(f"{name}: {text}" for name, text in SCOPES.items())


def _schemas(described: list[Description]) -> tuple[dict[Any, Any], dict[str, Any]]:
    wanted: dict[Any, tuple[Any, Any, TypeAdapter[Any]]] = {}
    for one in described:
        for kind in one.gives.values():
            if kind in (FILE, NOTHING):
                continue
            wanted[str(kind)] = (str(kind), "serialization", TypeAdapter(kind))
        if one.takes and one.takes != FILE:
            wanted[str(one.takes)] = (str(one.takes), "validation", TypeAdapter(one.takes))
    wanted[str(Problem)] = (str(Problem), "serialization", TypeAdapter(Problem))
    refs, whole = TypeAdapter.json_schemas(list(wanted.values()), ref_template=REF)
    return {key: schema for (key, _mode), schema in refs.items()}, dict(sorted(whole["$defs"].items()))


def _operation(one: HTTPRouteHandler, path: str, said: Description, refs: Mapping[Any, Any]) -> dict[str, Any]:
    public, changes = one.opt.get("public") is True, said.takes is not None or said.changes
    made: dict[str, Any] = {
        "operationId": said.operation,
        "summary": said.summary,
        "tags": [path.split("/")[3]],
        "parameters": _parameters(path, said, posts="POST" in one.http_methods),
        "responses": _responses(said, public, refs),
        "security": [] if public else _security(said, changes=changes),
    }
    text = one.fn.__doc__
    if text:
        made["description"] = " ".join(text.split())
    if said.takes is not None:
        made["requestBody"] = {"required": True, "content": _content(said.takes, refs)}
    return made


def _security(said: Description, *, changes: bool) -> list[dict[str, list[str]]]:
    """A session, or a token with this scope."""
    session: dict[str, list[str]] = {"session": [], **({"csrf": []} if changes else {})}
    if not said.scope:
        return [session]
    return [session, {"token": [] if said.scope == ANY else [str(said.scope)]}]


def _parameters(path: str, said: Description, *, posts: bool) -> list[dict[str, Any]]:
    found = [_parameter("path", name, PATH[name], required=True) for name in re.findall(r"{(\w+):", path)]
    for name, told_ in said.asks.items():
        text, schema = (told_, TEXT) if isinstance(told_, str) else told_
        found.append(_parameter("query", name, text, schema=schema))
    found.append(_parameter("header", "Accept-Language", "az, en or ru."))
    if said.versioned:
        found.append(_parameter("header", "If-Match", "The ETag of the case, in place of “version” in the body."))
    if said.takes == FILE:
        text = "“attachment; filename*=UTF-8''” and the file's name, percent-encoded."
        found.append(_parameter("header", "Content-Disposition", text, required=True, schema=NAME))
    if posts:
        text = "A new random value for each new request; the same one for a repeat."
        found.append(_parameter("header", "Idempotency-Key", text, required=True, schema=KEY))
    return found


def _parameter(where: str, name: str, text: str, *, required: bool = False, schema: Schema = TEXT) -> Schema:
    return {"name": name, "in": where, "required": required, "description": text, "schema": schema}


def _responses(said: Description, public: bool, refs: Mapping[Any, Any]) -> dict[str, Any]:
    headers = {"Content-Language": {"description": "The language of the texts.", "schema": {"type": "string"}}}
    found: dict[str, Any] = {
        str(status): {
            "description": said.summary,
            "headers": headers,
            **({} if kind == NOTHING else {"content": _content(kind, refs)}),
        }
        for status, kind in said.gives.items()
    }
    for status in _problems(said, public):
        content = {PROBLEM: {"schema": refs[str(Problem)]}}
        found[str(status)] = {"description": PROBLEMS[status], "headers": headers, "content": content}
    return found


def _content(kind: Any, refs: Mapping[Any, Any]) -> dict[str, Any]:
    return {BYTES: {"schema": RAW}} if kind == FILE else {JSON: {"schema": refs[str(kind)]}}


def _problems(said: Description, public: bool) -> list[int]:
    found = {400, 401, 404, 429, 500, 503} | (set() if public else {403, 409})
    found |= {413, 415, 422} if said.takes else set()
    found |= set(said.fails)
    return sorted(found)
