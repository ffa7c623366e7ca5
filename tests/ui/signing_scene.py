"""Somebody who asks for something under their signature, without a script, and what they sign it with."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import httpx
from xidmet.cases.signing import judge
from xidmet.demo_signing.tool import cades, pades
from xidmet.signatures import apart
from xidmet.signatures.demo_people import Issued
from xidmet.signatures.material import material
from xidmet.signatures.report_json import as_json

from tests.core.certificate import token
from tests.signing import Parties
from tests.ui.browser import Browser, hidden

SLUG = "signed-request"
WAITS = re.compile(r"^/cases/[0-9-]+/sign/[0-9a-f-]{36}$")


@contextmanager
def checked_in_this_process() -> Iterator[None]:
    """A program of its own takes some seconds to start, each time; test_the_whole_way pays for it."""

    def checked(asked: apart.Asked, *, seconds: float) -> dict[str, Any]:
        report = asyncio.run(apart._report(asked, seconds))
        return as_json(report) | {"material": material(report)}

    with patch.object(judge, "checked_apart", checked):
        yield


async def draft(browser: Browser, wish: str = "Ağac") -> str:
    """The number of a draft in which everything is answered."""
    await browser.get(f"/services/{SLUG}")
    opened = await browser.post(f"/services/{SLUG}/start", {"token": token()})
    assert opened.status_code == 303, opened.text
    number = str(opened.headers["location"].split("/")[2])
    await ask_for(browser, number, wish)
    return number


async def ask_for(browser: Browser, number: str, wish: str) -> None:
    page = f"/cases/{number}/fill/answers"
    shown = await browser.get(page)
    stand = {name: hidden(shown.text, name) for name in ("version", "seen", "window")}
    assert (await browser.post(page, {**stand, "wish": wish})).status_code == 303


async def press(browser: Browser, page: str, **more: str) -> httpx.Response:
    """The button of a move on this page."""
    shown = await browser.get(page)
    stand = {name: hidden(shown.text, name) for name in ("version", "token")}
    return await browser.post(page, {**stand, **more})


async def to_sign(browser: Browser, number: str, move: str = "send", **asked: str) -> str:
    """Where the document of a move is signed."""
    page = f"/cases/{number}/review" if move == "send" else f"/cases/{number}/move/{move}"
    pressed = await press(browser, page, **({"move": move} if move == "send" else asked))
    assert pressed.status_code == 303 and WAITS.fullmatch(pressed.headers["location"]), pressed.text
    return str(pressed.headers["location"])


async def document(browser: Browser, where: str) -> bytes:
    return (await browser.client.get(f"{where}/document.pdf")).content


async def bring(browser: Browser, where: str, file: bytes, kind: str = "file", name: str = "a.pdf") -> httpx.Response:
    await browser.get(where)
    held: Any = {kind: (name, file)}
    return await browser.client.post(f"{where}/{kind}", data={"csrf": browser.csrf}, files=held)


def certificate(parties: Parties, key: str) -> Issued:
    return parties.signing.holders.certificate(parties.signing.holders.people[key], "sign")


async def beside(by: Issued, pdf: bytes) -> bytes:
    return await cades(by, pdf)


def within(by: Issued, pdf: bytes) -> bytes:
    return pades(by, pdf)


async def sent(browser: Browser, parties: Parties, key: str = "leyla", wish: str = "Ağac") -> str:
    """The number of a case that was sent, signed."""
    number = await draft(browser, wish)
    where = await to_sign(browser, number)
    done = await bring(browser, where, await beside(certificate(parties, key), await document(browser, where)))
    assert done.headers.get("location") == f"/cases/{number}?done=send", done.text
    return number


async def state(browser: Browser, number: str) -> str:
    """By the API: where the case stands."""
    return str((await browser.client.get(f"/api/v1/cases/{number}")).json()["state"]["name"])
