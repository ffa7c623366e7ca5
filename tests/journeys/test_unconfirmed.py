"""A register is silent, in Chromium: the row is typed, and every page that says so is for everybody."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests import servers
from tests.confirm_site import STREET, TYPED, homes_site
from tests.journeys import axe
from tests.journeys.portal import started
from tests.journeys.steps import SEND, sign_in_as
from tests.journeys.visitors import Visitors

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("unconfirmed")]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def crowd(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Visitors]:
    folder = tmp_path_factory.mktemp("unconfirmed")
    (folder / "homes").mkdir()
    nobody = f"http://127.0.0.1:{servers.free_port()}/homes"
    with started(folder, homes_site(folder / "homes", nobody)) as address:
        everybody = Visitors(browser, address)
        yield everybody
        await everybody.close()


async def faults(page: Page) -> None:
    """Wide and dark, and the narrowest; the components are looked at in every view elsewhere."""
    assert await axe.faults(page, (axe.VIEWS[1], axe.VIEWS[-1])) == [], page.url


async def test_what_is_typed_for_a_silent_register_is_sent_and_seen_at_the_desk(crowd: Visitors) -> None:
    page = await crowd.enter()
    await sign_in_as(page, "leyla")
    await page.goto("/services/home")
    await page.click("form[action$='/start'] button")
    await page.fill("#why", "Təmir")
    for name, value in TYPED.items():
        await page.fill(f"[name='{name}']", value if name != "home-street" else "")
    await page.click(SEND)
    assert await page.locator("#home-street-e").count() == 1 and await page.input_value("#home-code") == "H-1"
    await faults(page)
    await page.fill("#home-street", STREET)
    await page.click(SEND)
    await page.wait_for_url("**/review")
    await faults(page)
    await page.click("[name=move]")
    await page.wait_for_url("**?done=send")
    await faults(page)
    number = page.url.split("/cases/")[1][:13]
    officer = await crowd.enter()
    await sign_in_as(officer, "nigar")
    await officer.goto(f"/desk/cases/{number}?pane=registers")
    assert await officer.locator("#unsure").count() == 1 and await officer.locator("#unconfirmed-home").count() == 1
    await faults(officer)
