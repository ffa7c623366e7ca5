"""A register that answers over HTTP: rightly, late, wrongly, not at all. Whatever it does, it is “down”, no worse."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from xidmet import Date, Form, Register, Text, clock
from xidmet.contract.sources import OverHttp
from xidmet.errors import RegisterDown
from xidmet.registers import breaker, over_http
from xidmet.registers.over_http import HttpRows

from tests.core.register_server import LARGE, WRONG, RegisterServer, register_server

TIMEOUT = 0.5  # seconds
TRIES = 3
ENOUGH = 60.0  # seconds; only against waiting for ever


class Contract(Form):
    number = Text("Number")
    ends = Date("Ends").optional()


@pytest.fixture
async def body() -> AsyncIterator[RegisterServer]:
    async with register_server() as server:
        server.rows = [
            ("p:1", {"number": "C-1", "ends": "2027-05-31", "more": "than was asked for"}),
            ("p:1", {"number": "C-2", "ends": None}),
            ("p:2", {"number": "C-3", "ends": ""}),
        ]
        yield server


@pytest.fixture
async def rows(body: RegisterServer) -> AsyncIterator[HttpRows]:
    made = HttpRows(OverHttp(Register("contracts", "Contracts", Contract), body.url, "s3cret", TIMEOUT, TRIES))
    yield made
    await made.close()


def numbers(found: list[Form]) -> list[Any]:
    return [row.number for row in found]  # type: ignore[attr-defined]


async def is_down(rows: HttpRows) -> RegisterDown:
    with pytest.raises(RegisterDown) as down:
        async with asyncio.timeout(ENOUGH):
            await rows.about("p:1")
    assert down.value.register == "Contracts" and down.value.status == 503
    return down.value


async def test_rightly(rows: HttpRows, body: RegisterServer) -> None:
    found = await rows.about("p:1")
    assert [vars(row) for row in found] == [
        {"number": "C-1", "ends": dt.date(2027, 5, 31)},
        {"number": "C-2", "ends": None},
    ]
    assert numbers(await rows.by_keys(["C-3"])) == ["C-3"] and await rows.by_keys(["C-9"]) == []
    await rows.some(50)
    await rows.search("Əli & Vəli", 20)
    asked = [{"about": "p:1"}, {"key": "C-3"}, {"key": "C-9"}, {"limit": "50"}, {"text": "Əli & Vəli", "limit": "20"}]
    assert body.asked == asked
    assert all(
        "Authorization: Bearer s3cret" in head and "GET /registers/contracts/rows?" in head for head in body.heads
    )


@pytest.mark.parametrize("manner", ["500 Oops", "503 Later", "404 Not Found", "hang up", "late", "not JSON"])
async def test_a_bad_answer_is_asked_again(rows: HttpRows, body: RegisterServer, manner: str) -> None:
    body.manners = [manner, manner, "right"]
    assert numbers(await rows.about("p:1")) == ["C-1", "C-2"]
    assert len(body.asked) == TRIES


@pytest.mark.parametrize("manner", ["500 Oops", "204 No Content", "hang up", *WRONG])
async def test_wrongly(rows: HttpRows, body: RegisterServer, manner: str) -> None:
    body.manners = [manner]
    await is_down(rows)
    assert len(body.asked) == TRIES


@pytest.mark.parametrize("manner", ["late", "drip"])
async def test_late(rows: HttpRows, body: RegisterServer, manner: str) -> None:
    """A body that sends a little all the time is late too."""
    body.manners = [manner]
    begun = time.monotonic()
    await is_down(rows)
    assert len(body.asked) == TRIES and time.monotonic() - begun >= TRIES * TIMEOUT


async def test_not_at_all(rows: HttpRows, body: RegisterServer) -> None:
    await body.stop()
    await is_down(rows)
    await body.start()
    assert numbers(await rows.about("p:1")) == ["C-1", "C-2"]


async def test_more_than_anybody_could_want(rows: HttpRows, body: RegisterServer) -> None:
    """It is not read to its end."""
    body.manners = ["huge"]
    await is_down(rows)
    assert over_http.LARGEST < body.sent < LARGE, "of all three answers less than one was sent"


async def test_nothing_is_unpacked(rows: HttpRows, body: RegisterServer) -> None:
    """A small packed answer may be a huge one; so none is asked for, and none is taken."""
    body.manners = ["packed"]
    await is_down(rows)
    assert all("Accept-Encoding: identity" in head for head in body.heads)


async def test_a_redirect_is_not_followed(rows: HttpRows, body: RegisterServer) -> None:
    body.manners = ["elsewhere"]
    await is_down(rows)
    assert [head for head in body.heads if "/secret" in head] == [] and len(body.asked) == TRIES


async def test_after_many_silences_nobody_is_made_to_wait(rows: HttpRows, body: RegisterServer) -> None:
    body.manners = ["late"]
    await is_down(rows)
    await is_down(rows)
    assert len(body.asked) == breaker.SILENT, "it is closed in the middle of the second question"
    await is_down(rows)
    assert len(body.asked) == breaker.SILENT
    clock.advance(breaker.PAUSE)
    await is_down(rows)
    assert len(body.asked) == breaker.SILENT + 1, "after the pause one more silence is enough"
    body.manners = ["right"]
    clock.advance(2 * breaker.PAUSE)  # it has grown
    assert numbers(await rows.about("p:1")) == ["C-1", "C-2"]
    body.manners = ["late"]
    await is_down(rows)
    assert len(body.asked) == breaker.SILENT + 2 + TRIES, "an answer opened it again"


@pytest.mark.parametrize("manner", ["404 Not Found", "a row without its columns"])
async def test_one_bad_question_does_not_close_it_for_everybody(
    rows: HttpRows, body: RegisterServer, manner: str
) -> None:
    body.manners = [manner]
    for _question in range(breaker.SILENT):
        await is_down(rows)
    body.manners = ["right"]
    assert numbers(await rows.about("p:1")) == ["C-1", "C-2"]
