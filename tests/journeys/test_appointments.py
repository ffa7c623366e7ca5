"""A visit in Chromium: chosen with the keyboard, seen by the officer; each page is for everybody."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.journeys import axe
from tests.journeys.portal import started
from tests.journeys.steps import SEND, sign_in_as
from tests.journeys.visitors import Visitors
from tests.visits_site import KIND, SLUG, demonstration

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("appointments")]
PLACES = "/offices/halls/appointments"


@pytest.fixture(scope="module")
def address(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("appointments")
    with started(folder, site=demonstration(folder / "halls")) as at:
        yield at


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, address: str) -> AsyncIterator[Page]:
    visitors = Visitors(browser, address)
    yield await visitors.enter()
    assert [one for one in visitors.watch.taken() if not one.startswith("422: ")] == []
    await visitors.close()


async def whole(page: Page) -> None:
    """Nothing is wrong with it on any screen."""
    found = await axe.faults(page, axe.VIEWS)
    assert not found, "\n".join(found)
    await axe.look_at(page, axe.WIDE)


async def test_a_visit_is_chosen_seen_and_given_up(page: Page) -> None:
    await sign_in_as(page, "leyla", f"/services/{SLUG}")
    async with page.expect_navigation():
        await page.click("form.begin button")
    await page.fill("#name", "Leyla")
    async with page.expect_navigation():
        await page.click(SEND)
    async with page.expect_navigation():
        await page.locator("button[name=move], .actions .primary").last.click()
    await expect(page.locator("#visit-h")).to_be_visible()
    await whole(page)
    await page.locator("section.need .ds-button").focus()
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await whole(page)
    day = await _booked(page)
    await _seen_by_the_officer(page, day)
    await sign_in_as(page, "leyla", "/my-cases")
    async with page.expect_navigation():
        await page.locator("tbody a, .sheet a").first.click()
    async with page.expect_navigation():
        await page.click("section.need a.red")
    await whole(page)
    async with page.expect_navigation():
        await page.click(".actions .primary")
    await expect(page.locator("section.need b")).to_have_count(0)


async def _booked(page: Page) -> str:
    """The day, as the case's page has it."""
    await page.locator("ul.days a").first.focus()
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await whole(page)
    async with page.expect_navigation():
        await page.click(".actions .primary")
    await expect(page.locator(".errs")).to_be_visible()
    await whole(page)
    await page.locator("input[name=starts]").first.focus()
    await page.keyboard.press("Space")
    await page.locator("input[value=wheelchair]").check()
    async with page.expect_navigation():
        await page.click(".actions .primary")
    await expect(page.locator("section.need b")).to_be_visible()
    await whole(page)
    day = (await page.locator("section.need b").inner_text()).split(",")[1].strip()
    async with page.expect_navigation():
        await page.click("section.need .ds-button")
    await whole(page)
    return day


async def _seen_by_the_officer(page: Page, day: str) -> None:
    await sign_in_as(page, "nigar", "/desk/appointments")
    for _day in range(9):  # the first one on which people are received
        if await page.locator("tbody tr").count():
            break
        async with page.expect_navigation():
            await page.locator("nav a[rel=next]").click()
    await expect(page.locator("h1")).to_contain_text(day)
    await expect(page.locator("tbody")).to_contain_text("Əlil arabası")
    await whole(page)
    await page.emulate_media(media="print")
    assert [one for one in await page.locator("main button, main nav, main form").all() if await one.is_visible()] == []
    await expect(page.locator("tbody")).to_contain_text("Əliyeva Leyla")
    await page.emulate_media(media="screen")


async def test_the_places_of_an_agency(page: Page) -> None:
    await sign_in_as(page, "nigar", PLACES)
    await whole(page)
    await page.goto(f"{PLACES}/new?kind={KIND}")
    await whole(page)
    async with page.expect_navigation():
        await page.click(".actions .primary")
    await expect(page.locator(".errs")).to_be_visible()
    await whole(page)
    await page.goto(PLACES)
    async with page.expect_navigation():
        await page.locator("ul.drafts a").first.click()
    await whole(page)
    async with page.expect_navigation():
        await page.locator("form[action$='/days'] .primary").click()
    await expect(page.locator(".errs")).to_be_visible()
    await whole(page)
