"""Tables and texts of an agency in Chromium: changed without scripts, and every page of them for everybody."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.journeys import axe
from tests.journeys.portal import started
from tests.journeys.steps import sign_in_as
from tests.journeys.visitors import Visitors
from tests.tables_site import DUTIES, GROUNDS, TABLES, tables_site

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("tables")]

FIRST = "table th a"
PRIMARY = "form[novalidate] .primary"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def crowd(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Visitors]:
    folder = tmp_path_factory.mktemp("tables")
    with started(folder, tables_site(folder / "licences")) as address:
        everybody = Visitors(browser, address)
        yield everybody
        await everybody.close()


async def faults(page: Page) -> None:
    assert await axe.faults(page, axe.VIEWS) == [], page.url


async def test_a_ground_is_worded_anew_without_scripts(crowd: Visitors) -> None:
    page = await crowd.enter(scripts=False)
    await sign_in_as(page, "nigar")
    await page.goto(GROUNDS)
    await page.locator(FIRST).first.focus()
    await page.keyboard.press("Enter")
    await page.fill("#name_az", "Saxta sənədlər (maddə 46)")
    await page.fill("#change_reason", "Qərar 7")
    await page.focus(PRIMARY)
    await page.keyboard.press("Enter")
    await expect(page.locator("[name=change_past]")).to_be_visible()
    assert await page.input_value("#name_az") == "Saxta sənədlər (maddə 46)"
    await page.check("[name=change_past]")
    await page.click(PRIMARY)
    await page.wait_for_url("**/changes/1")
    await expect(page.locator("table")).to_contain_text("maddə 46")
    assert crowd.watch.taken() == []


async def test_every_page_of_them_is_for_everybody(crowd: Visitors) -> None:
    page = await crowd.enter()
    await sign_in_as(page, "nigar")
    for path in (TABLES, DUTIES, f"{DUTIES}?rows=past", f"{DUTIES}/new", f"{DUTIES}/file"):
        await page.goto(path)
        await faults(page)
    await page.click("form[novalidate] .primary")
    await faults(page)
    await page.goto(f"{DUTIES}/new")
    await page.click(PRIMARY)
    await faults(page)
    await page.goto(DUTIES)
    await page.locator(FIRST).first.click()
    await page.wait_for_url("**/rows/**")
    await faults(page)
    row = page.url
    await page.goto(f"{row}/end")
    await faults(page)
    await page.goto(row)
    await page.fill("#since-year", "2031")
    await page.fill("#change_reason", "Qərar 8")
    await page.click(PRIMARY)
    await page.wait_for_url("**/changes/*")
    await faults(page)
    for path in (DUTIES, f"{TABLES.replace('tables', 'texts')}"):
        await page.goto(path)
        await faults(page)
    await page.locator(FIRST).first.click()
    await page.click("button[name=look]")
    await faults(page)
    assert crowd.watch.taken() == []
