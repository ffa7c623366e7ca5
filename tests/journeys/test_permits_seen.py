"""What an authority and the people see of permits in Chromium: live numbers, a search by rule, one's own permit."""

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

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("permits")]
SLUG = "movement-permit"


@pytest.fixture(scope="module")
def address(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with started(tmp_path_factory.mktemp("permits"), cases=True) as at:
        yield at


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, address: str) -> AsyncIterator[Page]:
    visitors = Visitors(browser, address)
    yield await visitors.enter(scripts=True)
    assert visitors.watch.taken() == []
    await visitors.close()


async def whole(page: Page) -> None:
    found = await axe.faults(page, axe.VIEWS)
    assert not found, "\n".join(found)
    await axe.look_at(page, axe.WIDE)


async def test_the_authority(page: Page) -> None:
    await sign_in_as(page, "nigar", "/desk")
    await page.goto(f"/desk/numbers/{SLUG}")
    await expect(page.locator("main svg, main table").first).to_be_visible()
    await whole(page)
    await page.goto(f"/desk/by-rule/{SLUG}/revoke")
    await whole(page)
    async with page.expect_navigation():
        await page.locator("main form button.primary").first.click()
    await whole(page)


async def test_whose_permit_it_is(page: Page) -> None:
    await sign_in_as(page, "leyla", "/my-data")
    theirs = page.locator("main a[href^='/my-data/']:not([href*='/check'])").first
    async with page.expect_navigation():
        await theirs.click()
    await expect(page).to_have_url(re.compile("/my-data/[^/?]+$"))
    await whole(page)
