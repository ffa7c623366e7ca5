"""A roster in Chromium: one press by keyboard, with scripts and without, on a phone; every page is for everybody."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.journeys import axe
from tests.journeys.portal import started
from tests.journeys.steps import sign_in_as
from tests.journeys.visitors import Visitors
from tests.roster_site import SLUG, demonstration

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("roster")]
ROSTER = f"/roster/{SLUG}"


@pytest.fixture(scope="module")
def address(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("roster")
    with started(folder, site=demonstration(folder / "gates"), cases=True) as at:
        yield at


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, address: str, scripts: bool) -> AsyncIterator[Page]:
    visitors = Visitors(browser, address)
    yield await visitors.enter(scripts=scripts)
    assert [one for one in visitors.watch.taken() if not one.startswith("409: ")] == []
    await visitors.close()


async def whole(page: Page, scripts: bool = True) -> None:
    """Nothing is wrong with it on any screen; axe is a script itself."""
    if not scripts:
        return
    found = await axe.faults(page, axe.VIEWS)
    assert not found, "\n".join(found)
    await axe.look_at(page, axe.WIDE)


async def acting(page: Page) -> None:
    await sign_in_as(page, "rashad", "/account")
    await page.locator("aside.acting summary").first.click()
    async with page.expect_navigation():
        await page.locator("aside.acting button[name=party]:not([value=''])").first.click()
    await page.goto("/roster")
    await expect(page).to_have_url(re.compile(ROSTER))


@pytest.mark.parametrize("scripts", [True])
async def test_a_list_from_the_filter_to_its_signature(page: Page) -> None:
    await acting(page)
    await page.check("[name=all]")
    async with page.expect_navigation():
        await page.locator(".bulk button[name=move]").first.click()
    await expect(page).to_have_url(re.compile(f"{ROSTER}/lists/"))  # with one time only nothing is asked
    await page.locator("form[action$='/go']").wait_for()  # by then each row was checked
    await whole(page)
    async with page.expect_navigation():
        await page.locator("form[action$='/go'] .primary").click()
    await expect(page).to_have_url(re.compile("/sign$"))
    await whole(page)
    await page.goto(f"{ROSTER}/lists")
    await whole(page)


async def test_one_press_activates(page: Page, scripts: bool) -> None:
    await acting(page)
    mine = page.locator("tr[data-row]", has_text="Əhmədova" if scripts else "Quliyeva")
    await expect(mine.locator(".dot.wait")).to_be_visible()
    if scripts:
        await expect(page.locator("tr[data-row] .against").first).to_be_visible()  # asked once the page stands
        await whole(page, scripts)
    await page.set_viewport_size({"width": 390, "height": 844})
    button = mine.locator("button[name=one]").first
    await button.focus()
    if scripts:
        await page.keyboard.press("Enter")
        await expect(page.locator("#press[open]")).to_be_visible()
        for width in (390, 1440):
            await page.set_viewport_size({"width": width, "height": 844})
            told = await page.locator("#press dd").first.bounding_box()
            assert told and told["width"] > 200, "what it brings is read in words, not letter by letter"
        await page.set_viewport_size({"width": 390, "height": 844})
        await whole(page, scripts)
        await page.keyboard.press("Escape")
        await expect(button).to_be_focused()
        await expect(page.locator("#press .primary")).to_have_count(0)  # what was said is not said again unasked
        await page.keyboard.press("Enter")
        await page.locator("#press .primary").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("#press[open]")).to_have_count(0)
        await expect(mine.locator(".st")).to_be_focused()
    else:
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await whole(page, scripts)
        await page.locator("main .primary").focus()
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await expect(page.locator(".need.ok")).to_be_visible()
    await expect(mine.locator(".dot.ok")).to_be_visible()
    await expect(page.locator("#counters .dot.ok")).to_have_count(1)
    await whole(page, scripts)


async def test_boxes_and_filters(page: Page, scripts: bool) -> None:
    await acting(page)
    if scripts:
        await page.check("[data-pick-all]")
        rows = await page.locator("[data-pick]").count()
        await expect(page.locator("[data-chosen]")).to_have_text(str(rows))
        await page.locator("[data-pick]").first.uncheck()
        await expect(page.locator("[data-chosen]")).to_have_text(str(rows - 1))
        await page.select_option("#f-trade", "fun")
        await expect(page).to_have_url(re.compile("f-trade=fun"))
    else:
        await page.select_option("#f-trade", "fun")
        async with page.expect_navigation():
            await page.click("#roster-find button")
    await expect(page.locator("tr[data-row]")).to_have_count(2)
    if scripts:
        await expect(page.locator(".need.warn .against")).to_be_visible()
    await page.fill("#q", "yoxdur")
    await page.keyboard.press("Enter")
    await expect(page.locator("tr[data-row]")).to_have_count(0)
    await whole(page, scripts)
