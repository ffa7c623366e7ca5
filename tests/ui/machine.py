"""A program in front of the portal: it speaks JSON, and holds every answer against the API's own description."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import httpx
from jsonschema import Draft202012Validator, FormatChecker
from xidmet.errors import XidmetError
from xidmet.language import translator
from xidmet_ui.api.description import BYTES

from tests.core.certificate import UNTIL, token
from tests.ui.browser import SLUG, Browser, Portal

ANSWERS = {
    "kind": "salary",
    "purpose": "bank",
    "valid_until": UNTIL.isoformat(),
    "deliver": "anyone",
    "email": "leyla@numune.example",
    "copy": True,
}


class Machine:
    """One person's program. csrf: of their session."""

    def __init__(self, browser: Browser, described: dict[str, Any], language: str = "az") -> None:
        self.browser, self.described, self.language, self.csrf = browser, described, language, ""

    async def ask(
        self, method: str, path: str, body: Any = None, *, key: str = "", headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """key: the Idempotency-Key; a new one for every POST unless said."""
        said = {"Accept-Language": self.language, "X-CSRF-Token": self.csrf}
        said |= {"Idempotency-Key": key or token()} if method == "POST" else {}
        more = {"json": body} if body is not None else {}
        answer = await self.browser.client.request(method, path, headers=said | (headers or {}), **more)
        described(self.described, method, path, answer)
        return answer

    async def attach(
        self, case: Any, path: str, content: bytes, name: str = "a.pdf", *, key: str = "", headers: Any = None
    ) -> httpx.Response:
        """A file, as its bytes."""
        where = f"/api/v1/cases/{case['number']}/files/{path}"
        said = {"Content-Type": "application/octet-stream", "Accept-Language": self.language}
        said |= {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
        said |= {"X-CSRF-Token": self.csrf, "Idempotency-Key": key or token(), **(headers or {})}
        answer = await self.browser.client.post(where, content=content, headers=said)
        described(self.described, "POST", where, answer)
        return answer

    async def get(self, path: str) -> Any:
        answer = await self.ask("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def open(self, service: str = SLUG, **answers: Any) -> Any:
        """The new draft."""
        answer = await self.ask("POST", "/api/v1/cases", {"service": service, "answers": answers})
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def answer(self, case: Any, **answers: Any) -> Any:
        """The case after it."""
        body = {"version": case["version"], "answers": answers}
        answer = await self.ask("PATCH", f"/api/v1/cases/{case['number']}/answers", body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def move(self, case: Any, name: str, **asked: Any) -> httpx.Response:
        body = {"version": case["version"], **({"asked": asked} if asked else {})}
        return await self.ask("POST", f"/api/v1/cases/{case['number']}/moves/{name}", body)

    async def contracts(self) -> list[str]:
        found = await self.get(f"/api/v1/services/{SLUG}/lookups/contract")
        return [row["key"] for row in found["rows"]]

    async def draft(self, **more: Any) -> Any:
        """A draft in which everything is answered rightly."""
        return await self.open(SLUG, contract=(await self.contracts())[0], **{**ANSWERS, **more})


async def machine(portal: Portal, browser: Browser, language: str = "az") -> Machine:
    """The program of whoever is signed in there."""
    made = Machine(browser, portal.app.state.openapi, language)
    answer = await made.ask("GET", "/api/v1/session")
    made.csrf = answer.json().get("csrf", "") if answer.status_code == 200 else ""
    return made


def described(document: dict[str, Any], method: str, path: str, answer: httpx.Response) -> None:
    """Fails when the description does not tell of this answer, or tells something else."""
    found = operation(document, method, path.partition("?")[0])
    if found is None:
        assert answer.status_code in (404, 405), (method, path, answer.status_code)
        return
    responses = found["responses"]
    if answer.status_code == 405:
        return
    assert str(answer.status_code) in responses, (method, path, answer.status_code, answer.text[:300])
    assert answer.headers["cache-control"] == "no-store" and "Cookie" in answer.headers["vary"]
    if answer.status_code == 204:
        assert answer.content == b"" and "content" not in responses["204"]
        return
    kind = answer.headers["content-type"].partition(";")[0]
    if BYTES in responses[str(answer.status_code)]["content"]:
        assert answer.headers["content-disposition"].startswith("attachment")
        return
    schema = responses[str(answer.status_code)]["content"][kind]["schema"]
    wrong = [error.message for error in validator(document, schema).iter_errors(answer.json())]
    assert wrong == [], (method, path, wrong)


def operation(document: dict[str, Any], method: str, path: str) -> dict[str, Any] | None:
    for template, methods in document["paths"].items():
        if re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), path) and method.lower() in methods:
            found: dict[str, Any] = methods[method.lower()]
            return found
    return None


def validator(document: dict[str, Any], schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": document["components"]}, format_checker=FormatChecker())


def is_problem(answer: httpx.Response, kind: type[XidmetError] | str, language: str = "az") -> dict[str, Any]:
    """A problem of this kind, in the words of the pages; its body. kind: the error, or the name behind urn:xidmet:."""
    body: dict[str, Any] = answer.json()
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    assert body["status"] == answer.status_code and answer.headers["content-language"] == language
    assert not re.search(r"Traceback|\.py\b|litestar|pydantic|piccolo|Error\b", answer.text)
    if isinstance(kind, str):
        assert body["type"] == f"urn:xidmet:{kind}", body
        return body
    assert answer.status_code == kind.status, body
    assert body["detail"] == translator(language).text(kind.why) or kind.why == XidmetError.why, body
    return body


def form_validator(schema: dict[str, Any]) -> Draft202012Validator:
    """A stock validator of a service's form."""
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())
