"""An application that two people sign, in Chromium: each page of it is for everybody."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.journeys import axe
from tests.journeys.portal import started
from tests.journeys.steps import SEND, fill, sign_in_as
from tests.journeys.test_signing import BY_FILE, signed
from tests.journeys.visitors import Visitors
from tests.signers_site import SLUG, signers_site
from tests.signing import FINS

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("signing")]


@pytest.fixture(scope="module")
def address(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("signers")
    with started(folder, site=signers_site(folder / "registry")) as at:
        yield at


@pytest_asyncio.fixture(loop_scope="session")
async def visitors(browser: Browser, address: str) -> AsyncIterator[Visitors]:
    there = Visitors(browser, address)
    yield there
    assert [one for one in there.watch.taken() if not re.match(r"(422|404): ", one)] == []
    await there.close()


async def to_sign(page: Page) -> None:
    """Leyla, whose spouse is to sign, too."""
    await sign_in_as(page, "leyla", f"/services/{SLUG}")
    await page.click("form.begin button")
    await fill(page, {"wish": "Ev", "married": "yes", "spouse": FINS["rashad"]})
    await page.click(SEND)
    await page.wait_for_url("**/review")
    await page.click("button[name=move][value=send]")
    await page.wait_for_url("**/sign/**")


async def bring(page: Page, address: str, who: str) -> None:
    await page.set_input_files("#file", await signed(page, address, who))
    await page.click(BY_FILE)


async def test_two_sign_it(visitors: Visitors, address: str) -> None:
    leyla, rashad, stranger = [await visitors.enter() for _time in range(3)]
    await to_sign(leyla)
    await expect(leyla.locator("main")).to_contain_text(FINS["rashad"])
    assert await axe.faults(leyla, axe.VIEWS) == []
    await bring(leyla, address, "Leyla")
    await leyla.wait_for_url("**/signers", timeout=120_000)
    assert await axe.faults(leyla, axe.VIEWS) == []
    await leyla.click("form[action*='/signers/'] .primary")
    await expect(leyla.locator("[aria-invalid=true]")).to_be_visible()
    assert await axe.faults(leyla, axe.VIEWS) == []
    await leyla.fill("input[name=address]", "r@example.az")
    await leyla.click("form[action*='/signers/'] .primary")
    await expect(leyla.locator(".need.ok")).to_contain_text("r@example.az")
    assert await axe.faults(leyla, axe.VIEWS) == []
    waits = leyla.url.split("/signers")[0]
    await leyla.goto(waits)
    assert await axe.faults(leyla, axe.VIEWS) == []

    await sign_in_as(rashad, "rashad", "/inbox")
    await rashad.locator("a[href*='/co-sign/']").first.click()
    await expect(rashad.locator(".sheetview img")).to_be_visible()
    link = rashad.url
    await stranger.goto(link)
    assert await axe.faults(stranger, axe.VIEWS) == []
    await rashad.click("form[action$='/refuse'] button")
    await expect(rashad.locator("#word-e")).to_be_visible()
    assert await axe.faults(rashad, axe.VIEWS) == []
    await bring(rashad, address, "Rəşad")
    await expect(rashad.locator(".need.ok")).to_be_visible(timeout=120_000)
    await expect(rashad.locator("a[href$='/signed']")).to_be_visible()
    assert await axe.faults(rashad, axe.VIEWS) == []
    await leyla.goto(f"{waits}/signers")
    await leyla.wait_for_url("**?done=send")
    await expect(leyla.locator("#sig-h + ul li")).to_have_count(2)


async def test_it_is_refused_with_a_word(visitors: Visitors, address: str) -> None:
    leyla, rashad = [await visitors.enter() for _time in range(2)]
    await to_sign(leyla)
    await bring(leyla, address, "Leyla")
    await leyla.wait_for_url("**/signers", timeout=120_000)
    await sign_in_as(rashad, "rashad", "/inbox")
    await rashad.locator("a[href*='/co-sign/']").first.click()
    await rashad.fill("#word", "Razı deyiləm.")
    await rashad.click("form[action$='/refuse'] button")
    await expect(rashad.locator(".need.bad")).to_be_visible()
    assert await axe.faults(rashad, axe.VIEWS) == []
    await leyla.reload()
    await expect(leyla.locator(".need.bad")).to_contain_text("Razı deyiləm.")
    assert await axe.faults(leyla, axe.VIEWS) == []
