"""On the way in: how a visitor comes to the steps of a means of signing in, and to have one of their own."""

from __future__ import annotations

import base64
import tempfile
from pathlib import Path

from playwright.async_api import Page
from xidmet import clock
from xidmet.auth.means.one_time_codes import code_at

from tests.core import people, signed_files, stamping
from tests.core.ca_server import CaServer
from tests.journeys.belongings import Owned

OWN = "a[href^='/account/means/']"
APP = "form[action='/sign-in/authenticator'] button"


async def begin_signing(page: Page, _owned: Owned) -> None:
    await _press(page, "form[action='/sign-in/e-signature'] button")


async def send_no_signature(page: Page, owned: Owned) -> None:
    await begin_signing(page, owned)
    await page.set_input_files("#signature", files=[{"name": "a.p7s", "mimeType": "a/b", "buffer": b"no signature"}])
    await _press(page, ".actions .primary")


async def check_signed_file(page: Page, _owned: Owned) -> None:
    """By somebody whose authority nobody here knows, with a time-stamp besides."""
    with tempfile.TemporaryDirectory() as folder:
        ca = CaServer(Path(folder), "http://localhost:1")
        signed = signed_files.asice(people.person(ca), tsa=stamping.authority(ca))
    await _check_file(page, "a.asice", signed)


async def check_another_file(page: Page, _owned: Owned) -> None:
    await _check_file(page, "a.txt", b"I agree.")


async def _check_file(page: Page, name: str, content: bytes) -> None:
    await page.set_input_files("#file", files=[{"name": name, "mimeType": "a/b", "buffer": content}])
    await _press(page, ".actions .primary")


async def begin_with_a_passkey(page: Page, _owned: Owned) -> None:
    await _press(page, "form[action='/sign-in/passkey'] button")


async def begin_with_an_app(page: Page, _owned: Owned) -> None:
    await _press(page, APP)


async def see_recovery_codes(page: Page, owned: Owned) -> None:
    await begin_with_an_app(page, owned)
    secret = base64.b32decode(await page.inner_text(".secret code"))
    await page.fill("#code", code_at(secret, clock.now()))
    await _press(page, ".actions .primary")


async def open_one(page: Page, owned: Owned) -> None:
    """A means of one's own; the first time it must be added."""
    if not await page.locator(OWN).count():
        await see_recovery_codes(page, owned)
        await page.check("#written")
        await _press(page, ".actions .primary")
    await _press(page, f"{OWN} >> nth=0")


async def have_a_copy(page: Page, _owned: Owned) -> None:
    """Of one's data, ready to be downloaded; the first time it must be asked for."""
    ready = page.locator("form[action$='data.zip']")
    if not await ready.count():
        await _press(page, ".actions .primary")
    await ready.first.wait_for()


async def have_a_capsule(page: Page, _owned: Owned) -> None:
    """Of a case, ready to be downloaded; the first time it must be asked for."""
    ready = page.locator("form[action$='case.asice']")
    if not await ready.count():
        await _press(page, ".actions .primary")
    await ready.first.wait_for()


async def check_no_capsule(page: Page, _owned: Owned) -> None:
    """The browser itself looks at it."""
    file = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    if await page.locator("#capsule input").count():  # without scripts there is nothing to choose
        await page.set_input_files("#file", file)  # type: ignore[arg-type]
        await page.click("#capsule .primary")
        await page.locator("#result .verdict").wait_for()


async def _press(page: Page, what: str) -> None:
    async with page.expect_navigation():
        await page.click(what)
