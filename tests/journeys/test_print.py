"""On paper: what the page says, and nothing to press."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.journeys import steps
from tests.journeys.belongings import certificate_of
from tests.journeys.conftest import Enter

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("certificate")]

PRESSED = "button, summary, input:not([type=hidden]), .ds-button, nav:not(.crumb) a, .lang a, .skip, footer a"


async def test_a_case_and_a_check_are_printed_without_what_is_pressed(enter: Enter, portal: str) -> None:
    page, made = await enter(), await certificate_of(portal)
    await steps.sign_in_as(page, "leyla", f"/cases/{made.case}")
    await _is_paper(page, made.number)
    await expect(await steps.check(page, made.number)).to_be_visible()
    await _is_paper(page, made.number)


async def _is_paper(page: Page, number: str) -> None:
    await page.emulate_media(media="print")
    pressed = [await one.inner_text() for one in await page.locator(PRESSED).all() if await one.is_visible()]
    assert pressed == []
    await expect(page.locator("main")).to_contain_text(number)
    await expect(page.locator("h1")).to_be_visible()
    await expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    await page.emulate_media(media="screen")
