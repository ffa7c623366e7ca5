"""A long form from its list of steps to its confirmation, and what was typed by somebody who was signed out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect
from xidmet import clock

from tests import gallery
from tests.journeys import axe
from tests.journeys.portal import started
from tests.journeys.steps import SEND, fill, sign_in_as
from tests.journeys.visitors import Visitors

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("applying")]
DAY = clock.today() + dt.timedelta(days=40)
MAIL = "leyla@numune.example"


@pytest.fixture(scope="module")
def fairs(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with started(tmp_path_factory.mktemp("fairs"), gallery.SITE) as address:
        yield address


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def guests(browser: Browser, fairs: str) -> AsyncIterator[Visitors]:
    everybody = Visitors(browser, fairs)
    yield everybody
    await everybody.close()


async def begin(guests: Visitors, scripts: bool) -> tuple[Page, str]:
    page = await guests.enter(scripts=scripts)
    await sign_in_as(page, "leyla", "/services/street-fair")
    await page.click("form.begin button")
    await page.wait_for_url("**/fill")
    return page, page.url.split("/")[-2]


async def step(page: Page, number: str, place: int, answers: dict[str, str]) -> None:
    """Of the list of steps, the one at this place, from 1."""
    await page.goto(f"/cases/{number}/fill")
    await page.click(f".tasks > li:nth-child({place}) a")
    await fill(page, answers)
    await page.click(SEND)
    await page.wait_for_load_state()


async def test_from_the_list_of_steps_to_the_confirmation(guests: Visitors, scripts: bool) -> None:
    page, number = await begin(guests, scripts)
    found = await axe.faults(page, axe.VIEWS) if scripts else []
    await step(page, number, 1, {"title": "Yarmarka", "kind": "books"})
    await step(page, number, 2, {"square": "2"})
    day = {"day-day": str(DAY.day), "day-month": str(DAY.month), "day-year": str(DAY.year)}
    await step(page, number, 3, day)
    await page.goto(f"/cases/{number}/fill/stands_there")
    await page.click(".addrow button")
    row = page.locator(".rowcard")
    await expect(row).to_have_count(1)
    for name, text in (("owner", "Əli"), ("sells", "Çay")):
        await row.locator(f"input[name$='-{name}']").fill(text)
    await page.click(SEND)
    await step(page, number, 6, {"email": MAIL, "fast": "no"})
    await page.wait_for_url("**/review")
    found += await axe.faults(page, axe.VIEWS) if scripts else []
    await page.set_viewport_size({"width": 1440, "height": 900})
    await page.click("a[href$='fill/what?back=review#f-title']")
    await page.wait_for_url("**/fill/what?back=review#f-title")
    if scripts:
        await expect(page.locator("#title")).to_be_focused()
    await page.fill("#title", "Kitab yarmarkası")
    await page.click(SEND)
    await page.wait_for_url("**/review")
    await expect(page.locator(".answers .given").first).to_have_text("Kitab yarmarkası")
    await page.click("button[name=move][value=send]")
    await page.wait_for_url("**?done=send")
    await expect(page.locator(".need.ok .num")).to_have_text(number)
    copy = page.locator("[data-copy]")
    if scripts:
        await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await copy.click()
        await expect(copy).to_have_text("Köçürüldü")
        assert await page.evaluate("() => navigator.clipboard.readText()") == number
        found += await axe.faults(page, axe.VIEWS)
    else:
        await expect(copy).to_be_hidden()
    assert found + guests.watch.taken() == []
    await guests.leave(page, scripts=scripts)


async def test_signed_out_while_typing(guests: Visitors, scripts: bool) -> None:
    page, number = await begin(guests, scripts)
    await page.goto(f"/cases/{number}/fill/you")
    await page.context.clear_cookies()
    await page.fill("#email", "yeni@numune.example")
    if scripts:
        await page.press("#email", "Tab")
        await expect(page.locator("#saved")).to_contain_text("Sessiyanız bitib")
        await expect(page.locator("#email")).to_have_value("yeni@numune.example")
        assert page.url.endswith("/fill/you")
    await page.click(SEND)
    await page.wait_for_url(re.compile("/sign-in[?]next="))
    await expect(page.locator(".need")).to_contain_text("itməyib")
    await page.click("button[name=person][value=leyla]")
    await page.wait_for_url("**/fill/you")
    await expect(page.locator("#email")).to_have_value("yeni@numune.example")
    await expect(page.locator(".need")).to_contain_text("hələ saxlanılmayıb")
    await page.check("input[name=fast][value=no]")
    await page.click(SEND)
    await page.goto(f"/cases/{number}/fill/you")
    await expect(page.locator("#email")).to_have_value("yeni@numune.example")
    await expect(page.locator(".need")).to_have_count(0)
    assert guests.watch.taken() == []
    await guests.leave(page, scripts=scripts)
