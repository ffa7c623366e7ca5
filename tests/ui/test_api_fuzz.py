"""Schemathesis against the API's own description: whatever the description allows, and a little more, ends in no error
of ours, and is answered as described.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from tests import gallery as gallery_site
from tests.attachments import picture
from tests.core.certificate import token
from tests.ui.browser import Browser, Portal
from tests.ui.machine import Machine, described, machine

EXAMPLES = 15  # of each operation and kind
# She is no officer, and keeps no roster, nor does a move ask her for a file: these are fuzzed, and refused.
NOT_HERS = re.compile(r"/rosters/|/moves/{name}/files/|/(desk|colleagues|take|release|hand-over)$")
PATIENCE = 240.0  # seconds for one answer; only against waiting for ever
REACHED = {200, 201, 204, 409, 422}  # by one of these at least, so that it is not the address alone that is tried


@pytest.fixture
async def leyla(portal: Portal, leyla_there: Browser) -> Machine:
    return await machine(portal, leyla_there)


def operations(document: dict[str, Any]) -> list[Any]:
    return [found.ok() for found in schemathesis.openapi.from_dict(document).get_all_operations()]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
async def test_no_request_ends_in_an_error_of_ours(portal: Portal, leyla: Machine, mode: GenerationMode) -> None:
    known, paper = await things(leyla), await paper_of(leyla)
    sent = next(one["number"] for one in (await leyla.get("/api/v1/cases"))["cases"] if not one["is_draft"])

    def known_of(operation: Any) -> dict[str, str] | None:
        if "/files" in operation.path and "/moves/" not in operation.path:
            return None
        if "/messages" in operation.path:
            return {"number": sent}
        return {**known, "number": paper} if "/attestations" in operation.path else known

    tried = await fuzz(portal, leyla, mode, known_of)
    if mode is GenerationMode.POSITIVE:
        unreached = {label for label, found in tried.items() if not found & REACHED}
        assert len(tried) >= 12 and {label for label in unreached if not NOT_HERS.search(label)} == set(), tried
    else:
        assert {label for label, found in tried.items() if found} >= {"POST /api/v1/cases", "GET /api/v1/cases"}


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
async def test_no_request_about_files_ends_in_an_error_of_ours(gallery: Portal, mode: GenerationMode) -> None:
    leyla = await machine(gallery, await gallery.signed_in("leyla"))
    case = await leyla.open(gallery_site.SLUG)
    documents = [(await leyla.attach(case, "photos", picture())).json()["id"] for _ in range(2)]

    def known(operation: Any) -> dict[str, str] | None:
        if "/files" not in operation.path or "/messages/" in operation.path or "/moves/" in operation.path:
            return None
        there = {"get": documents[0], "delete": documents[1], "post": "plan"}
        return {"number": case["number"], "file": there[operation.method]}

    tried = await fuzz(gallery, leyla, mode, known)
    assert len(tried) == 5
    assert mode is GenerationMode.NEGATIVE or all(found & REACHED for found in tried.values()), tried


async def fuzz(
    portal: Portal, leyla: Machine, mode: GenerationMode, known_of: Callable[[Any], dict[str, str] | None]
) -> dict[str, set[int]]:
    """Which operation was answered what. known_of: what there is for an operation's address; None leaves it out."""
    loop = asyncio.get_running_loop()
    document = portal.app.state.openapi
    tried: dict[str, set[int]] = {}
    for operation in operations(document):
        known = known_of(operation)
        if known is None:
            continue
        answers = tried.setdefault(operation.label, set())

        def one(case: Any, there: bool) -> None:
            wanted = request(case, known or {}, there)  # noqa: B023  # called before the next operation comes
            answer = asyncio.run_coroutine_threadsafe(asked(leyla, **wanted), loop).result(PATIENCE)
            assert answer.status_code < 500, (wanted, answer.text[:500])
            described(document, wanted["method"], httpx.URL(wanted["url"]).raw_path.decode(), answer)
            answers.add(answer.status_code)  # noqa: B023  # it is called before the next operation comes

        with contextlib.suppress(Unsatisfiable):  # nothing about this one can be wrong
            await asyncio.to_thread(fuzzed(operation, mode, one))
    return tried


def fuzzed(operation: Any, mode: GenerationMode, one: Any) -> Any:
    bounded = settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    return bounded(given(operation.as_strategy(generation_mode=mode), st.sampled_from([True, True, True, False]))(one))


def request(case: Any, known: dict[str, str], there: bool) -> dict[str, Any]:
    """What Schemathesis would send. there: under an address that is there, where this person has such a thing."""
    if there:
        made = case.path_parameters or {}
        case.path_parameters = {**made, **{name: known[name] for name in made if name in known}}
    wanted: dict[str, Any] = case.as_transport_kwargs(base_url="http://localhost:8000")
    return {name: said for name, said in wanted.items() if said is not None and name != "cookies"}


async def asked(leyla: Machine, **wanted: Any) -> httpx.Response:
    """As this person, with a key of its own wherever Schemathesis made none."""
    said = {name.lower(): str(value).encode("utf-8", "replace") for name, value in dict(wanted["headers"]).items()}
    wanted["headers"] = {"idempotency-key": token(), **said, "x-csrf-token": leyla.csrf}
    if "data" in wanted:
        wanted["content"] = wanted.pop("data")
    return await leyla.browser.client.request(**wanted)


async def paper_of(leyla: Machine) -> str:
    moved = (await leyla.move(await leyla.draft(), "confirm")).json()
    return str(moved["papers"][0]["number"])


async def things(leyla: Machine) -> dict[str, str]:
    draft = await leyla.draft()
    return {"number": draft["number"], "slug": draft["service"], "name": "confirm", "path": "purpose"}
