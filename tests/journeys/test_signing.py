"""An application is signed in Chromium: the document goes to a signing tool, and its signed file is brought back."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect
from xidmet.settings import Settings

from tests import gallery, servers
from tests.journeys import axe
from tests.journeys.portal import started
from tests.journeys.steps import SEND, sign_in_as
from tests.journeys.visitors import Visitors
from tests.ui.signing_scene import SLUG

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("signing")]
BY_FILE = "form[action$='/file'] .primary"


@pytest.fixture(scope="module")
def address(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with started(tmp_path_factory.mktemp("signing"), site=gallery.SITE) as at:
        yield at


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, address: str) -> AsyncIterator[Page]:
    visitors = Visitors(browser, address)
    shown = await visitors.enter()
    await sign_in_as(shown, "leyla", f"/services/{SLUG}")
    yield shown
    assert [one for one in visitors.watch.taken() if not re.match(r"422: ", one)] == []
    await visitors.close()


async def signed(page: Page, address: str, who: str = "Leyla") -> str:
    """The path of the signed PDF: downloaded, signed at the demonstration's tool in a second window, saved."""
    parties = Settings(demo=True, port=urlsplit(address).port or 0).demo_signing
    servers.wait_for(urlsplit(parties).port or 0, servers.START)
    async with page.expect_download() as document:
        await page.locator("a[href$='/document.pdf']").click()
    tool = await page.context.new_page()
    await tool.goto(f"{parties}/tool")
    await tool.set_input_files("#file", await (await document.value).path())
    await tool.get_by_label(who).check()
    async with tool.expect_download() as made:
        await tool.get_by_role("button", name="Sign").click()
    path = str(await (await made.value).path())
    await tool.close()
    return path


async def test_an_application_is_signed_and_sent(page: Page, address: str) -> None:
    await page.click("form.begin button")
    await page.fill("#wish", "Ağac")
    await page.click(SEND)
    await page.wait_for_url("**/review")
    await page.click("button[name=move][value=send]")
    await page.wait_for_url("**/sign/**")
    await expect(page.locator(".sheetview img")).to_be_visible()
    await page.click(BY_FILE)
    await expect(page.locator("#file-e")).to_be_visible()
    assert await axe.faults(page, axe.VIEWS) == []
    await page.set_input_files("#file", await signed(page, address))
    await page.click(BY_FILE)
    await page.wait_for_url("**?done=send", timeout=120_000)
    await page.locator("#sig-h + ul a").first.click()
    await expect(page.locator("main")).to_contain_text("5VBK5VR")
    assert await axe.faults(page, axe.VIEWS) == []
    await page.locator("form[action$='/check'] button").click()
    await expect(page.locator(".need.ok")).to_be_visible()
