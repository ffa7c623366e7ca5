"""Charts, totals and pictures in Chromium, with numbers in them: on every screen, under the strict policy.

The application answers in this very process: its pages need invented numbers of months, and no server.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from playwright.async_api import Browser as Chromium
from playwright.async_api import Page, Route
from xidmet.settings import Settings

from tests.core.offices import holds
from tests.core.test_figures import decided
from tests.core.test_totals import MINISTRY, SLUG, filed, quota_site, years
from tests.journeys import axe
from tests.terms_site import MONDAY, OFFICE, at, terms_site
from tests.ui.browser import ADDRESS, Browser, portal_on

pytestmark = pytest.mark.asyncio(loop_scope="session")
PICTURES = os.environ.get("XIDMET_PICTURES", "")  # a folder in which to keep what the pages look like


async def test_figures_and_performance(browser: Chromium, embedded: Settings, tmp_path: Path) -> None:
    async with portal_on(embedded.model_copy(update={"site": terms_site(tmp_path / "terms")})) as portal:
        at(MONDAY)
        await holds("nigar", OFFICE, "permits:administrator")
        for month in (1, 2, 3):
            await decided(10 * month, dt.date(2027, month, 1))
        nigar = await portal.signed_in("nigar")
        for path in ("/offices/permits/figures?period=year", "/services/permit/performance", "/services/permit/guide"):
            await clean(browser, nigar, path)


async def test_totals(browser: Chromium, embedded: Settings, tmp_path: Path) -> None:
    async with portal_on(embedded.model_copy(update={"site": quota_site(tmp_path / "quota")})) as portal:
        await years(portal.site)
        await filed(portal.site, "aynur", "Tikinti", {"7212": 10, "5120": 2})
        await holds("nigar", MINISTRY)
        nigar = await portal.signed_in("nigar")
        for path in (f"/desk/totals/{SLUG}", f"/services/{SLUG}/guide"):
            await clean(browser, nigar, path)


async def clean(browser: Chromium, visitor: Browser, path: str) -> None:
    """Nothing in the page is against anybody, and nothing in it was refused by the policy."""
    page, said = await browser.new_page(), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))

    async def answer(route: Route) -> None:
        found = await visitor.client.get(route.request.url.removeprefix(ADDRESS))
        headers = {name: value for name, value in found.headers.items() if name not in ("content-encoding",)}
        await route.fulfill(status=found.status_code, headers=headers, body=found.content)

    await page.route("**/*", answer)
    await page.goto(f"{ADDRESS}{path}")
    await _kept(page, path)
    assert await axe.faults(page, axe.VIEWS) == []
    assert said == []
    await page.close()


async def _kept(page: Page, path: str) -> None:
    for view in axe.VIEWS if PICTURES else ():
        await axe.look_at(page, view)
        name = f"{path.partition('?')[0].strip('/').replace('/', '-')} {view}.png"
        await page.screenshot(path=str(Path(PICTURES) / name), full_page=True)
