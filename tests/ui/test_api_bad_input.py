"""What no program should send: refused with a problem that says why, and nothing is changed."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from xidmet.errors import TooLarge, Unreadable, WrongMethod

from tests.core.certificate import token
from tests.ui import kept
from tests.ui.browser import SLUG, Browser, Portal
from tests.ui.machine import Machine, is_problem, machine

JSON = "application/json"
CASES = "/api/v1/cases"


def new(**answers: Any) -> bytes:
    return json.dumps({"service": SLUG, "answers": answers}).encode()


def deep(levels: int) -> bytes:
    return b'{"service": "x", "answers": {"kind": ' + b"[" * levels + b"]" * levels + b"}}"


BODIES = [  # body, status, kind
    (b"", 400, "bad-input"),
    (b"{", 400, "bad-input"),
    (b"service=employment-certificate", 400, "bad-input"),
    (b"{'service': 'x'}", 400, "bad-input"),
    (b'{"service": "x",}', 400, "bad-input"),
    (b'{"service": "x"} {}', 400, "bad-input"),
    (b'{"service": "x", "service": "y"}', 400, "bad-input"),
    (b'{"service": NaN}', 400, "bad-input"),
    (b'{"service": -Infinity}', 400, "bad-input"),
    (b'{"service": 1e999}', 400, "bad-input"),
    (b'{"service": ' + b"9" * 5_000 + b"}", 400, "bad-input"),
    (b"\xef\xbb\xbf{}", 400, "bad-input"),
    (b'{"service": "\xff"}', 400, "unreadable"),
    ('{"service": "x"}'.encode("utf-16"), 400, "unreadable"),
    (b'{"service": "a\\u0000b"}', 400, "unreadable"),
    (b'{"a\\u0000b": 1}', 400, "unreadable"),
    (b'{"service": "\\ud800"}', 400, "unreadable"),
    (b'{"service": "a\x00b"}', 400, "bad-input"),
    (deep(29), 422, "wrong-answers"),
    (deep(31), 413, "too-large"),
    (deep(100_000), 400, "bad-input"),
    (new(email="x" * 20_001), 413, "too-large"),
    (new(**{"x" * 20_001: 1}), 413, "too-large"),
    (b" " * 1_000_001, 413, "too-large"),
    (b"null", 422, "wrong-answers"),
    (b"[]", 422, "wrong-answers"),
    (b'"x"', 422, "wrong-answers"),
    (b"{}", 422, "wrong-answers"),
    (b'{"service": 1}', 422, "wrong-answers"),
    (b'{"service": ""}', 422, "wrong-answers"),
    (b'{"service": "no-such-service"}', 422, "wrong-answers"),
    (b'{"service": "x", "also": 1}', 422, "wrong-answers"),
    (b'{"service": "employment-certificate", "answers": []}', 422, "wrong-answers"),
    (b'{"service": "employment-certificate", "answers": null}', 422, "wrong-answers"),
]


@pytest.fixture
async def leyla(portal: Portal, leyla_there: Browser) -> Machine:
    return await machine(portal, leyla_there)


async def post(leyla: Machine, body: bytes, kind: str = JSON, language: str = "az", **more: str) -> Any:
    headers = {"X-CSRF-Token": leyla.csrf, "Idempotency-Key": token(), "Accept-Language": language}
    headers |= {"Content-Type": kind} if kind else {}
    return await leyla.browser.client.post(CASES, content=body, headers={**headers, **more})


async def test_bodies_that_are_refused(leyla: Machine) -> None:
    before = await kept.everything()
    for body, status, kind in BODIES:
        answer = await post(leyla, body)
        assert answer.status_code == status, (body[:80], answer.text)
        is_problem(answer, kind)
    assert await kept.everything() == before


async def test_a_right_body_is_taken(leyla: Machine) -> None:
    """The counterpart."""
    assert (await post(leyla, new(kind="plain"))).status_code == 201
    assert (await post(leyla, new(email="x" * 20_000))).status_code == 201
    assert (await post(leyla, new(kind="plain"), "application/json; charset=utf-8")).status_code == 201


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json", "x"]
)
async def test_only_json_is_taken(leyla: Machine, kind: str) -> None:
    before = await kept.everything()
    answer = await post(leyla, new(kind="plain"), kind)
    assert answer.status_code == 415 and "application/json" in is_problem(answer, "unsupported")["mend"]
    assert await kept.everything() == before


@pytest.mark.parametrize(
    "headers",
    [
        {"X-CSRF-Token": ""},
        {"X-CSRF-Token": "x" * 43},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_only_this_session_changes_things(leyla: Machine, headers: dict[str, str]) -> None:
    before = await kept.everything()
    answer = await post(leyla, new(kind="plain"), **headers)
    assert answer.status_code == 403
    is_problem(answer, "not-allowed")
    assert await kept.everything() == before


SHAPES: list[tuple[dict[str, Any], str, str]] = [  # answers, pointer, code
    ({"kind": 1}, "/answers/kind", "wrong-type"),
    ({"kind": ["plain"]}, "/answers/kind", "wrong-type"),
    ({"email": {"a": "b"}}, "/answers/email", "wrong-type"),
    ({"email": True}, "/answers/email", "wrong-type"),
    ({"copy": 1}, "/answers/copy", "wrong-type"),
    ({"copy": ["yes"]}, "/answers/copy", "wrong-type"),
    ({"contract": 5}, "/answers/contract", "wrong-type"),
    ({"contract": {"number": "x"}}, "/answers/contract", "wrong-type"),
    ({"valid_until": 20270101}, "/answers/valid_until", "wrong-type"),
    ({"valid_until": {"day": 1}}, "/answers/valid_until", "wrong-type"),
    ({"valid_until": {"hour": "1"}}, "/answers/valid_until", "wrong-type"),
    ({"contract_number": "x"}, "/answers/contract_number", "not-asked"),
    ({"__class__": "x"}, "/answers/__class__", "not-asked"),
    ({"a/b~c": "x"}, "/answers/a~1b~0c", "not-asked"),
    ({"": "x"}, "/answers/", "not-asked"),
]


async def test_answers_of_another_type_are_named(leyla: Machine) -> None:
    before = await kept.everything()
    for answers, pointer, code in SHAPES:
        answer = await post(leyla, new(**answers))
        body = is_problem(answer, "wrong-answers")
        assert answer.status_code == 422 and [(e["pointer"], e["code"]) for e in body["errors"]] == [(pointer, code)]
    assert await kept.everything() == before


@pytest.mark.parametrize("version", [0, -1, 2**31, 10**30, "1", True, 1.5, [1]])
async def test_a_version_is_a_version(leyla: Machine, version: object) -> None:
    case = await leyla.open()
    where = f"{CASES}/{case['number']}/answers"
    body = is_problem(await leyla.ask("PATCH", where, {"version": version, "answers": {}}), "wrong-answers")
    assert [one["pointer"] for one in body["errors"]] == ["/version"]


async def test_a_sent_case_is_not_answered_any_more(leyla: Machine) -> None:
    case = (await leyla.move(await leyla.draft(), "confirm")).json()
    where = f"{CASES}/{case['number']}"
    body = {"version": case["version"], "answers": {"kind": "plain"}}
    is_problem(await leyla.ask("PATCH", f"{where}/answers", body), "not-allowed")
    for name in ("no_such", "expire", "lapse", "__init__", "confirm", "%F0%9F%98%80"):
        answer = await leyla.ask("POST", f"{where}/moves/{name}", {"version": case["version"]})
        assert answer.status_code in (404, 409), name


@pytest.mark.parametrize("language", ["az", "en", "ru"])
async def test_unknown_addresses_and_methods(portal: Portal, language: str) -> None:
    stranger = Machine(portal.browser(), portal.app.state.openapi, language)
    for path in ("/api/", "/api/v1", "/api/v1/", "/api/v2/cases", "/api/v1/cases/1/file", "/api/v1/services/x/y"):
        is_problem(await stranger.ask("GET", path), "not-found", language)
    for path in ("/api/v1/services", "/api/v1/session"):
        answer = await stranger.ask("DELETE", path)
        assert is_problem(answer, WrongMethod, language)["status"] == 405 and "GET" in answer.headers["allow"]
    for path in ("/api/v1/services/a%00b", "/api/v1/services/%00/form"):
        is_problem(await stranger.ask("GET", path), "not-found", language)
    is_problem(await stranger.ask("GET", "/api/v1/services?x=%00"), Unreadable, language)
    unknown = is_problem(await stranger.ask("GET", "/api/v1/cases"), "sign-in-needed", language)
    assert unknown["status"] == 401


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "az"),
        ("ru", "ru"),
        ("en-GB,en;q=0.9", "en"),
        ("de, ru;q=0.2, en;q=0.8", "en"),
        ("fr", "az"),
        ("RU-ru", "ru"),
        ("en;q=0, ru;q=0.1", "ru"),
        ("en;q=x, ru", "ru"),
        ("*", "az"),
        (";;;,,,q=1", "az"),
        ("x" * 5_000, "az"),
    ],
)
async def test_texts_are_in_the_language_that_is_asked_for(leyla: Machine, header: str, language: str) -> None:
    answer = await post(leyla, b"{", language=header)
    assert answer.headers["content-language"] == language and "Accept-Language" in answer.headers["vary"]
    said = {"az": "Bu, JSON deyil.", "en": "This is not JSON.", "ru": "Это не JSON."}
    assert is_problem(answer, "bad-input", language)["detail"] == said[language]


async def test_time_is_bounded(leyla: Machine) -> None:
    many = {f"n{number}": [] for number in range(60_000)}
    wide = b'{"service": "x", "answers": {"kind": [' + b"[]," * 300_000 + b"[]]}}"
    for body in (new(**many), wide, b"[" * 1_000_000, b'{"a":' * 190_000, b'"' + b"\\u0041" * 166_000 + b'"'):
        began = time.process_time()
        answer = await post(leyla, body)
        assert answer.status_code in (400, 413, 422) and len(answer.content) < 50_000
        assert time.process_time() - began < 60  # it takes one; a reader in quadratic time would take many minutes


async def test_a_body_is_cut_off_where_it_becomes_too_large(leyla: Machine) -> None:
    """Whatever length it says."""
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        for _part in range(1_000):
            sent += 65_536
            yield b" " * 65_536

    headers = {"X-CSRF-Token": leyla.csrf, "Idempotency-Key": token(), "Content-Type": JSON}
    answer = await leyla.browser.client.post(CASES, content=endless(), headers=headers)
    is_problem(answer, TooLarge)
    assert sent < 3_000_000
