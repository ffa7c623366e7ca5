"""A signing service whose answers are broken, each in its way: a sentence comes of it, and nothing raises."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as some
from structlog.testing import capture_logs
from xidmet import Refusal
from xidmet.contract.signing import SignedFile, SignedHash
from xidmet.means import Ask, Leave, Wait

from tests.plugins.sign_remote.liar import SECRETS, Liar

# Each of these changes one answer; what comes of it is a refusal.

INFO: list[dict[str, Any]] = [
    {"specs": "1.0.4.0"},
    {"specs": None},
    {"authType": ["basic"]},
    {"authType": "oauth2code"},
    {"methods": ["credentials/list"]},
    {"methods": [["x"]]},
    {"oauth2": "http://evil.example"},
    {"oauth2": "javascript:alert(1)"},
    {"oauth2": 5},
]
TOKENS: list[Any] = [
    {},
    {"access_token": "a b", "token_type": "Bearer"},
    {"access_token": "x\r\nHost: evil", "token_type": "Bearer"},
    {"access_token": "x" * 5000, "token_type": "Bearer"},
    {"access_token": "x", "token_type": "mac"},
    {"access_token": 7},
    b"<html>",
    [],
]
LISTS: list[Any] = [
    {},
    {"credentialIDs": []},
    {"credentialIDs": "one"},
    {"credentialIDs": [None]},
    {"credentialIDs": ["x" * 300]},
    {"credentialIDs": ["a\nb"]},
]
ABOUT: list[dict[str, Any]] = [
    {"key": {}},
    {"key": "enabled"},
    {"key": {"status": "disabled", "algo": ["1.2.840.10045.4.3.2"]}},
    {"key": {"status": "enabled", "algo": ["1.2.840.113549.1.1.10"]}},
    {"key": {"status": "enabled", "algo": [{}]}},
    {"cert": {}},
    {"cert": {"certificates": []}},
    {"cert": {"certificates": ["not base64"]}},
    {"cert": {"certificates": ["AAAA"]}},
    {"cert": {"certificates": ["A" * 30_000]}},
    {"cert": {"certificates": 5}},
    {"auth": {}},
    {"auth": {"mode": "magic"}},
    {"auth": {"mode": "explicit", "objects": [{}]}},
    {"auth": {"mode": "explicit", "objects": [{"id": "x"}] * 9}},
]
SIGNED: list[Any] = [
    {},
    {"signatures": []},
    {"signatures": "AA=="},
    {"signatures": ["AA==", "AA=="]},
    {"signatures": [5]},
    {"signatures": [""]},
    {"signatures": ["not base64"]},
    {"signatures": ["A" * 5000]},
    {"responseID": "later"},
    {"error": "invalid_request"},
]
TABLE: dict[str, tuple[list[Any], Callable[[Liar, Any], Any]]] = {
    "/info": (INFO, lambda liar, change: liar.says["/info"] | change),
    "/oauth2/token": (TOKENS, lambda liar, said: said),
    "/credentials/list": (LISTS, lambda liar, said: said),
    "/credentials/info": (ABOUT, lambda liar, change: liar.about(liar.issued) | change),
    "/signatures/signHash": (SIGNED, lambda liar, said: said),
}


@pytest.mark.parametrize("path", TABLE)
async def test_a_broken_answer_is_said_and_raises_nothing(liar: Liar, path: str) -> None:
    answers, said = TABLE[path]
    for answer in answers:
        one = Liar(liar.parties, liar.party)
        one.says[path] = said(one, answer)
        with capture_logs() as logs:
            told = await one.until_signed()
        assert isinstance(told, Refusal), answer
        assert str(await one.one.go_on()) == str(told), "a try ends with what it ended with"
        assert set(one.one.ceremony.notes) == {"refused"}
        assert not any(secret in json.dumps(logs, default=str) for secret in SECRETS)


ERRORS: list[Any] = [
    {"error": "invalid_request", "error_description": "Credential locked"},
    {"error": "<b>x"},
    {"error": ["x"]},
    b"",
    b"{}",
]


async def test_an_error_of_any_kind_ends_in_a_sentence(liar: Liar) -> None:
    for status, said in itertools.product([302, 400, 401, 403, 429, 500, 503], ERRORS):
        one = Liar(liar.parties, liar.party).one
        liar.party.status = 200
        assert isinstance(await one.begin(), Leave)
        liar.party.status, liar.says["/oauth2/token"] = status, said
        told = await one.go_on(state=one.ceremony.id, code="first")
        assert isinstance(told, Refusal) and "<b>" not in str(told)
        assert ("locked" in told.why) == (status in (400, 401, 403) and said is ERRORS[0])


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=20),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(
            some.sampled_from(
                [
                    "key",
                    "cert",
                    "auth",
                    "mode",
                    "objects",
                    "id",
                    "status",
                    "algo",
                    "certificates",
                    "SAD",
                    "handle",
                    "signatures",
                    "access_token",
                    "error",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@examples(
    path=some.sampled_from(
        [
            "/info",
            "/oauth2/token",
            "/credentials/list",
            "/credentials/info",
            "/credentials/authorize",
            "/signatures/signHash",
        ]
    ),
    said=JSON,
)
async def test_no_answer_raises(liar: Liar, path: str, said: Any) -> None:
    fresh = Liar(liar.parties, liar.party)
    if path == "/credentials/authorize":
        fresh.says["/credentials/info"] = fresh.about(fresh.issued, secrets=[])
    fresh.says[path] = said
    told = await fresh.until_signed()
    assert isinstance(told, Refusal | Ask | Wait | Leave | SignedHash) and not isinstance(told, SignedFile)
