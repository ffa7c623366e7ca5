"""Schemathesis against the API's own description: whatever the description allows, and a little more, ends in no error
of ours, and is answered as described.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from tests.core.certificate import token
from tests.ui.browser import Browser, Portal
from tests.ui.machine import Machine, described, machine

EXAMPLES = 15  # of each operation and kind
PATIENCE = 20.0  # seconds for one answer; only against waiting for ever
REACHED = {200, 201, 409, 422}  # by one of these at least, so that it is not the address alone that is tried


@pytest.fixture
async def leyla(portal: Portal, leyla_there: Browser) -> Machine:
    return await machine(portal, leyla_there)


def operations(document: dict[str, Any]) -> list[Any]:
    return [found.ok() for found in schemathesis.openapi.from_dict(document).get_all_operations()]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
async def test_no_request_ends_in_an_error_of_ours(portal: Portal, leyla: Machine, mode: GenerationMode) -> None:
    known = await things(leyla)
    loop = asyncio.get_running_loop()
    document = portal.app.state.openapi
    tried: dict[str, set[int]] = {}
    for operation in operations(document):
        answers = tried.setdefault(operation.label, set())

        def one(case: Any, there: bool) -> None:
            wanted = request(case, known, there)
            answer = asyncio.run_coroutine_threadsafe(asked(leyla, **wanted), loop).result(PATIENCE)
            assert answer.status_code < 500, (wanted, answer.text[:500])
            described(document, wanted["method"], httpx.URL(wanted["url"]).path, answer)
            answers.add(answer.status_code)  # noqa: B023  # it is called before the next operation comes

        with contextlib.suppress(Unsatisfiable):  # nothing about this one can be wrong
            await asyncio.to_thread(fuzzed(operation, mode, one))
    if mode is GenerationMode.POSITIVE:
        assert len(tried) >= 12 and {label for label, found in tried.items() if not found & REACHED} == set(), tried
    else:
        assert {label for label, found in tried.items() if found} >= {"POST /api/v1/cases", "GET /api/v1/cases"}


def fuzzed(operation: Any, mode: GenerationMode, one: Any) -> Any:
    bounded = settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    return bounded(given(operation.as_strategy(generation_mode=mode), st.sampled_from([True, True, True, False]))(one))


def request(case: Any, known: dict[str, str], there: bool) -> dict[str, Any]:
    """What Schemathesis would send. there: under an address that is there."""
    if there:
        case.path_parameters = {**(case.path_parameters or {}), **{n: known[n] for n in case.path_parameters or {}}}
    wanted: dict[str, Any] = case.as_transport_kwargs(base_url="http://localhost:8000")
    return {name: said for name, said in wanted.items() if said is not None and name != "cookies"}


async def asked(leyla: Machine, **wanted: Any) -> httpx.Response:
    """As this person, with a key of its own wherever Schemathesis made none."""
    said = {name.lower(): str(value).encode("utf-8", "replace") for name, value in dict(wanted["headers"]).items()}
    wanted["headers"] = {"idempotency-key": token(), **said, "x-csrf-token": leyla.csrf}
    if "data" in wanted:
        wanted["content"] = wanted.pop("data")
    return await leyla.browser.client.request(**wanted)


async def things(leyla: Machine) -> dict[str, str]:
    draft = await leyla.draft()
    return {"number": draft["number"], "slug": draft["service"], "name": "confirm", "path": "purpose"}
