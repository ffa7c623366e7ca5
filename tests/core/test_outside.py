"""An outside party that is slow, huge, packed, elsewhere or no party at all costs a bounded time and no more."""

from __future__ import annotations

import gzip
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from xidmet.outside import LARGEST, NoAnswer, Said, ask_outside

from tests.plugins.trying import RudeParty, rude_party
from tests.servers import free_port


@pytest.fixture
async def party() -> AsyncIterator[RudeParty]:
    async with rude_party() as opened:
        yield opened


async def test_an_object_is_an_answer_whatever_the_status(party: RudeParty) -> None:
    party.says["/"], party.status = {"error": "no"}, 418
    assert await ask_outside("GET", f"{party.address}/") == Said(418, {"error": "no"})


async def test_no_content_is_an_answer_without_words(party: RudeParty) -> None:
    party.status, party.says["/"] = 204, b""
    assert await ask_outside("POST", f"{party.address}/") == Said(204, {})


@pytest.mark.parametrize(
    "said",
    [b"", b"<html>", b"[]", b"1", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 50_000, b"{" + b" " * LARGEST + b"}"],
    ids=["nothing", "no JSON", "a list", "a number", "no text", "deep", "deep objects", "too large"],
)
async def test_anything_else_is_none(party: RudeParty, said: bytes) -> None:
    party.says["/"] = said
    with pytest.raises(NoAnswer):
        await ask_outside("GET", f"{party.address}/")


@pytest.mark.parametrize(
    ("status", "head", "body"),
    [
        (200, {"Content-Encoding": "gzip"}, gzip.compress(b'{"a": 1}')),
        (302, {"Location": "/elsewhere"}, b""),
        (307, {"Location": "http://169.254.169.254/"}, b""),
    ],
    ids=["packed", "redirected", "redirected inside"],
)
async def test_it_is_neither_unpacked_nor_followed(
    party: RudeParty, status: int, head: dict[str, str], body: bytes
) -> None:
    party.says, party.status, party.head = {"/": body}, status, head
    with pytest.raises(NoAnswer):
        await ask_outside("GET", f"{party.address}/")
    assert party.asked == ["/"]


async def test_one_that_drips_holds_nobody_up(party: RudeParty) -> None:
    party.drips, began = True, time.monotonic()
    with pytest.raises(NoAnswer):
        await ask_outside("GET", f"{party.address}/", seconds=0.3)
    assert time.monotonic() - began < 60, "it would never end by itself"


@pytest.mark.parametrize("address", ["http://127.0.0.1:{port}/", "http://[::1", "http://no.such.invalid/", "", "x"])
async def test_nobody_there_is_no_answer(address: str) -> None:
    with pytest.raises(NoAnswer):
        await ask_outside("GET", address.format(port=free_port()), seconds=2)


async def test_what_goes_wrong_names_no_secret(party: RudeParty) -> None:
    party.says["/"] = b"secret-of-the-party"
    with pytest.raises(NoAnswer) as told:
        await ask_outside("POST", f"{party.address}/", json={"secret": "of-ours"})
    chain: list[Any] = [told.value, told.value.__cause__]
    assert not any("secret" in repr(one) for one in chain)
