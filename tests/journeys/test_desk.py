"""An officer's work at the desk, by keys: find a case, take it, decide, and go on with the next one."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.journeys import steps
from tests.journeys.belongings import certificate_of
from tests.journeys.conftest import Enter

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("keyboard")]


async def test_keys_lead_through_the_desk_and_can_be_switched_off(enter: Enter, portal: str) -> None:
    for _one in range(2):
        await certificate_of(portal)
    page = await enter()
    await steps.sign_in_as(page, "nigar", "/desk?queue=all")
    links = page.locator("#chosen tbody th a")
    assert await links.count() > 1
    await page.keyboard.press("j")
    await expect(links.nth(0)).to_be_focused()
    await page.keyboard.press("j")
    await expect(links.nth(1)).to_be_focused()
    await page.keyboard.press("k")
    await page.keyboard.press("x")
    await expect(page.locator("#chosen input[name=case]").nth(0)).to_be_checked()
    await page.keyboard.press("/")
    await expect(page.locator("#q")).to_be_focused()
    await page.keyboard.type("jkx?")
    await expect(page.locator("#q")).to_have_value("jkx?")
    await page.fill("#q", "")  # else the list is narrowed as soon as the field is left
    await page.locator("#keys summary").focus()
    await page.keyboard.press("?")
    await page.uncheck("#keys-on")
    await page.locator("h1").click()
    await page.keyboard.press("j")
    await expect(links.nth(0)).not_to_be_focused()
    await page.reload()
    await expect(page.locator("#keys-on")).not_to_be_checked()
    await page.keyboard.press("j")
    await expect(links.nth(0)).not_to_be_focused()


async def test_what_narrows_the_queue_is_swapped_in_and_stands_in_the_address(enter: Enter, portal: str) -> None:
    for _one in range(2):
        await certificate_of(portal)
    page = await enter()
    await steps.sign_in_as(page, "nigar", "/desk?queue=all")
    await page.select_option("#sort", "change")
    await expect(page).to_have_url(re.compile("sort=change"))
    await expect(page.locator("#sort")).to_have_value("change")
    await page.locator("#chosen tbody th a").first.click()
    await expect(page.locator("h1")).to_be_visible()
    await page.locator(".moves a").first.click()
    await expect(page.locator("#lease")).to_contain_text("qərarı siz verirsiniz")
