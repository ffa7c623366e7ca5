"""A state duty is paid in Chromium: at the payment service's page, or by a receipt that an officer confirms."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect
from xidmet import clock
from xidmet.settings import Settings

from tests import servers
from tests.attachments import pdf
from tests.journeys import axe
from tests.journeys.portal import started
from tests.journeys.steps import SEND, sign_in_as
from tests.journeys.visitors import Visitors
from tests.plugins.pay_redirect.town import site_of_town
from tests.ui.stall import SLUG

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("paying")]
PRIMARY = "main .primary"


@pytest.fixture(scope="module")
def address(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = site_of_town(tmp_path_factory.mktemp("town") / "site")
    with started(tmp_path_factory.mktemp("paying"), site=site) as at:
        parties = Settings(demo=True, port=urlsplit(at).port or 0).demo_signing
        servers.wait_for(urlsplit(parties).port or 0, servers.START)
        yield at


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, address: str) -> AsyncIterator[Page]:
    visitors = Visitors(browser, address)
    shown = await visitors.enter()
    await sign_in_as(shown, "leyla", f"/services/{SLUG}")
    yield shown
    assert [one for one in visitors.watch.taken() if not re.match(r"422: ", one)] == []
    await visitors.close()


async def due(page: Page) -> None:
    """A new case, and the page on which its duty is paid."""
    await page.click("form.begin button")
    await page.fill("#sells", "Çay")
    await page.fill("#days", "2")
    await page.check("input[name=whose][value=trade]")
    await page.click(SEND)
    await page.wait_for_url("**/review")
    await page.click("button[name=move][value=send]")
    await page.wait_for_url("**?done=send")
    assert await axe.faults(page, axe.VIEWS) == []
    await page.click(".need a[href$='/pay']")
    await page.wait_for_url("**/pay")


async def test_a_duty_is_paid_at_the_page_of_the_payment_service(page: Page) -> None:
    await due(page)
    assert await axe.faults(page, axe.VIEWS) == []
    await page.click("form[action$='/pay/means/card'] button")
    await page.wait_for_url("**/payments/pay/**")  # the page in between leads on by itself
    await page.click("button[value=pay]")
    await page.wait_for_url("**/cases/*/pay/*")
    assert await axe.faults(page, (axe.WIDE,)) == []
    await expect(page.locator(".need.ok")).to_be_visible(timeout=120_000)
    assert await axe.faults(page, axe.VIEWS) == []


async def test_a_receipt_is_given(page: Page) -> None:
    await due(page)
    await page.click("form[action$='/pay/receipt'] button")
    await page.click(PRIMARY)
    await expect(page.locator("#file-e")).to_be_visible()
    assert await axe.faults(page, axe.VIEWS) == []
    today = clock.today()
    await page.fill("#number", "GPP 1")
    for part, value in (("day", today.day), ("month", today.month), ("year", today.year)):
        await page.fill(f"#paid_on-{part}", str(value))
    await page.fill("#amount", "11")
    await page.set_input_files("#file", files=[{"name": "q.pdf", "mimeType": "application/pdf", "buffer": pdf(1)}])
    await page.click(PRIMARY)
    await page.wait_for_url("**/pay")
    await expect(page.locator("#were-h + ul li")).to_have_count(1)
    assert await axe.faults(page, axe.VIEWS) == []
