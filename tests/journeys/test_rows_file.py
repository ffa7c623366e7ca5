"""Rows from a file in Chromium: by keyboard, with and without scripts, and every page of it for everybody."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FilePayload, Page, expect

from tests import gallery
from tests.journeys import axe, keyboard
from tests.journeys.portal import started
from tests.journeys.steps import SEND, sign_in_as
from tests.journeys.visitors import Visitors
from tests.rows_site import csv_of, fin, worker

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("rows")]

ROWS = [worker(1), worker(2, fin="XX"), worker(3), worker(3, salary="7"), worker(3), worker(4, since="32.01.2020")]


@pytest.fixture(scope="module")
def gallery_portal(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with started(tmp_path_factory.mktemp("gallery"), gallery.SITE) as address:
        yield address


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def crowd(browser: Browser, gallery_portal: str) -> AsyncIterator[Visitors]:
    everybody = Visitors(browser, gallery_portal)
    yield everybody
    await everybody.close()


async def begin(page: Page) -> str:
    """A new draft; the page on which a file is chosen."""
    await sign_in_as(page, "leyla", f"/services/{gallery.SLUG}")
    await page.locator("form[action$='/start'] button").first.click()
    await page.wait_for_url("**/fill**")
    base = f"/cases/{page.url.split('/')[4]}/rows/workers"
    await page.goto(base)
    return base


async def sent(page: Page) -> None:
    """A file is chosen and sent by keyboard."""
    file = FilePayload(name="işçilər.csv", mimeType="text/csv", buffer=csv_of(ROWS))
    await page.set_input_files("#file", file)
    await page.locator("#file").focus()
    await page.keyboard.press("Tab")  # the way back
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/rows/workers/*")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
async def test_rows_come_into_the_draft_by_keyboard(crowd: Visitors, scripts: bool) -> None:
    page = await crowd.enter(scripts=scripts)
    await begin(page)
    await sent(page)
    await page.focus(SEND)
    await page.keyboard.press("Enter")
    await expect(page.locator("#row-3")).to_be_visible()
    await page.focus("#r3-fin")
    await page.keyboard.press("Control+A")
    await page.keyboard.type(fin(2))
    await page.focus("input[name=choice-5][value=replace]")
    await page.keyboard.press("Space")
    await page.focus("form[action$='/mend'] .primary")
    await page.keyboard.press("Enter")
    await expect(page.locator("#row-3")).to_have_count(0)
    await expect(page.locator("#row-7")).to_be_visible()
    await page.focus("form[action$='/take'] .primary")
    await page.keyboard.press("Enter")
    await expect(page.locator("form[action$='/take']")).to_have_count(0)
    await expect(page.locator("#row-7")).to_be_visible()
    await page.goto(await page.get_attribute(".actions .primary", "href") or "")
    assert fin(2) in await page.content()
    assert crowd.watch.taken() == []
    await crowd.leave(page, scripts=scripts)


async def test_every_page_is_for_everybody(crowd: Visitors) -> None:
    page = await crowd.enter()
    found = list[str]()

    async def look(what: str) -> None:
        found.extend(f"{what}: {fault}" for fault in await axe.faults(page, axe.VIEWS))
        await axe.look_at(page, axe.WIDE)
        stops = await keyboard.stops(page)
        found.extend(f"{what}: not seen: {stop.html}" for stop in stops if not stop.seen)

    base = await begin(page)
    await look("choose")
    await page.click(SEND)
    await expect(page.locator(".errs")).to_be_focused()
    await look("nothing chosen")
    await sent(page)
    await look("columns")
    await page.select_option("#column-0", "")
    await page.click(SEND)
    await expect(page.locator(".errs")).to_be_visible()
    await look("columns, wrong")
    await page.select_option("#column-0", "fin")
    await page.click(SEND)
    await expect(page.locator("#row-3")).to_be_visible()
    await look("result")
    await page.check("input[name=out][value='3']")
    await page.click("form[action$='/mend'] .primary")
    await page.click("a[href$='show=out']")
    await look("left out")
    await page.goto(base)
    await look("files that came before")
    found += crowd.watch.taken()
    assert not found, "\n".join(found)
    await crowd.leave(page)
