"""People from a file in Chromium: by keyboard, with and without scripts, and every page of it for everybody."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FilePayload, Page, expect

from tests.journeys import axe, keyboard
from tests.journeys.portal import started
from tests.journeys.steps import ORGANISATION, SEND, sign_in_as
from tests.journeys.visitors import Visitors
from tests.roster_people import csv_of, person
from tests.roster_site import SLUG, fin, roster_site

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("rows")]

BASE = f"/roster/{SLUG}/file"
ROWS = [
    person(1),
    person(2, fin="XX"),
    person(3),
    person(3, given_name="Vəli"),
    person(3),
    person(4, born="32.01.1990"),
]


@pytest.fixture(scope="module")
def gates(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = roster_site(tmp_path_factory.mktemp("site"))
    with started(tmp_path_factory.mktemp("gates"), site) as address:
        yield address


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def crowd(browser: Browser, gates: str) -> AsyncIterator[Visitors]:
    everybody = Visitors(browser, gates)
    yield everybody
    await everybody.close()


async def begin(page: Page) -> None:
    """As the holder of an organisation's seal; the page on which a file is chosen."""
    await sign_in_as(page, "rashad", "/account")
    await page.locator("label.choice", has_text=ORGANISATION).locator("input").check()
    async with page.expect_navigation():
        await page.click("main form[action='/acting'] button")
    await page.goto(BASE)


async def sent(page: Page) -> None:
    """A file is chosen and sent by keyboard."""
    file = FilePayload(name="işçilər.csv", mimeType="text/csv", buffer=csv_of(ROWS))
    await page.set_input_files("#file", file)
    await page.locator("#file").focus()
    await page.keyboard.press("Tab")  # the way back
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**{BASE}/*")


async def thrown_away(page: Page) -> None:
    async with page.expect_navigation():
        await page.locator("form[action$='/drop'] button").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
async def test_people_come_into_the_list_by_keyboard(crowd: Visitors, scripts: bool) -> None:
    page = await crowd.enter(scripts=scripts)
    await begin(page)
    await sent(page)
    await page.focus(SEND)
    await page.keyboard.press("Enter")
    await expect(page.locator("#row-3")).to_be_visible()
    await page.focus("#r3-fin")
    await page.keyboard.press("Control+A")
    await page.keyboard.type(fin(20 + scripts))
    await page.focus("form[action$='/mend'] .primary")
    await page.keyboard.press("Enter")
    await expect(page.locator("#row-3")).to_have_count(0)
    await page.focus("form[action$='/enter'] .primary")
    await page.keyboard.press("Enter")
    await expect(page.locator("form[action$='/enter']")).to_have_count(0)
    await expect(page.locator("#progress")).to_have_count(0)
    await page.goto(f"{page.url.partition('?')[0]}?show=entered")
    assert fin(20 + scripts) in await page.content()
    await thrown_away(page)
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

    await begin(page)
    await look("choose")
    await page.click(SEND)
    await expect(page.locator(".errs")).to_be_focused()
    await look("nothing chosen")
    await sent(page)
    await look("columns")
    await page.click(SEND)
    await expect(page.locator("#row-3")).to_be_visible()
    here = page.url.partition("?")[0]
    await look("wrong")
    for show in ("right", "differs", "there", "repeat"):
        await page.goto(f"{here}?show={show}")
        await look(show)
    await page.goto(BASE)
    await look("files that came before")
    found += crowd.watch.taken()
    assert not found, "\n".join(found)
    await crowd.leave(page)
