"""An officer reads a case by the keyboard alone, in Chromium; and nobody is kept out of the viewer."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from tests.attachments import pdf, picture
from tests.desk_site import FIRM, desk_site
from tests.journeys import axe
from tests.journeys.portal import DATABASES, started
from tests.journeys.steps import SEND, fill, sign_in_as
from tests.journeys.visitors import Visitors

pytestmark = pytest.mark.asyncio(loop_scope="session")
PASSPORT = {
    "passport-number": "C12345678",
    "passport-issued_by": "TR",
    "passport-valid_until-day": "1",
    "passport-valid_until-month": "1",
    "passport-valid_until-year": "2030",
}
IMAGE, HEADING = "#pane img", "#pane-h"


@pytest.fixture(scope="module")
def address(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("desk")
    with started(folder, site=desk_site(folder / "site")) as at:
        yield at


async def test_a_case_is_read_by_the_keyboard(browser: Browser, address: str) -> None:
    visitors = Visitors(browser, address)
    number = await _sent(await visitors.enter(scripts=True), address)
    page = await visitors.enter(scripts=True)
    await sign_in_as(page, "nigar", f"/desk/cases/{number}")
    await page.click(".checklist a >> nth=0")
    await expect(page.locator(HEADING)).to_have_text("diplom.pdf")
    await expect(page.locator("#pane")).to_be_focused()
    await page.keyboard.press("n")
    await expect(page.locator(IMAGE)).to_have_attribute("src", re.compile("/preview/2$"))
    await page.keyboard.press("r")
    await expect(page.locator(IMAGE)).to_have_attribute("src", re.compile("turn=90"))
    await page.keyboard.press("+")
    await expect(page.locator(IMAGE)).to_have_attribute("src", re.compile(r"/preview/2\?turn=90&near=2$"))
    assert await page.locator(IMAGE).evaluate(
        "one => one.complete || new Promise(done => { one.onload = () => done(true); })"
    )
    assert await axe.faults(page, axe.VIEWS) == []
    await page.keyboard.press("j")
    await expect(page.locator(HEADING)).to_have_text("foto.png")
    await page.keyboard.press("c")
    await expect(page.locator("#check-h")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Tab")
    await page.keyboard.type("n, r, j")
    await expect(page.locator(HEADING)).to_have_text("foto.png")
    await page.click(".check button")
    await expect(page.locator(".checklist .pill, .side .pill").first).to_be_visible()
    await page.goto(f"/desk/cases/{number}")
    assert await axe.faults(page, axe.VIEWS[:3]) == []
    assert visitors.watch.taken() == []
    await visitors.close()


async def _sent(page: Page, address: str) -> str:
    await sign_in_as(page, "leyla", "/services/hiring")
    await page.click("form.begin button")
    await page.wait_for_url("**/fill**")
    number = page.url.split("/")[4]
    await page.goto(f"/cases/{number}/fill/who")
    await fill(page, {"what": "Aşpaz", **PASSPORT})
    employer = page.locator(f"[name=employer][value='{FIRM['voen']}']")
    if await employer.get_attribute("type") == "radio":
        await employer.check()
    await page.click(SEND)
    await page.set_input_files("#diploma", [_file("diplom.pdf", pdf(3))])
    await page.set_input_files("#photo", [_file("foto.png", picture("PNG", 400))])
    await expect(page.locator(".files > li:not(.going)")).to_have_count(2)
    await page.click(SEND)
    await page.wait_for_url("**/review")
    await page.click(SEND)
    await page.wait_for_url(re.compile("done=send"))
    with closing(sqlite3.connect(DATABASES[address], timeout=120)) as store, store:
        store.execute("UPDATE document SET scan = 'clean'")  # this demonstration has no scanner
    return number


def _file(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}
