"""A mandate from its offer to its end, in two browsers, with and without scripts."""

from __future__ import annotations

import itertools

import pytest
from playwright.async_api import Page, expect

from tests.journeys import steps
from tests.journeys.conftest import Enter

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("organisation")]

HERE = "/organisations/1400000101"
BAR = "aside.acting"
_serials = itertools.count(1)


async def newcomer(page: Page) -> dict[str, str]:
    """Registered just now, and signed in."""
    serial = next(_serials)
    person = steps.person(f"vekil{serial}", f"5VK{serial:04}")
    await steps.register(page, "person", person)
    await steps.complete(page, person["email"])
    return person


async def test_offered_accepted_acted_under_and_ended(enter: Enter, scripts: bool) -> None:
    head, page = await enter(), await enter()
    person = await newcomer(page)
    await expect(page.locator(BAR)).to_have_count(0)
    await steps.sign_in_as(head, "aynur", f"{HERE}/grant")
    await steps.fill(head, {"to": "email", "address": person["email"], "role": "operator"})
    await head.click(steps.SEND)
    await expect(head.locator("main")).to_contain_text(person["email"])
    await steps.open_letter(page, person["email"], "/offers/")
    await page.click(".letter a[href^='/offers/']")
    await page.click("button[value=accept]")
    await expect(page.locator("#held + ul")).to_contain_text(steps.ORGANISATION)
    await _switch_in_the_bar(page)
    await page.goto(HERE)
    await expect(page.locator(f"main a[href='{HERE}/grant']")).to_have_count(0)
    await head.goto(HERE)
    await head.locator("tbody tr", has_text=person["given_name"]).locator("a[href$='/end']").first.click()
    await head.click(steps.SEND)
    await expect(head.locator("tbody tr", has_text=person["given_name"])).not_to_contain_text("Dayandır,")
    await page.goto("/my-cases")
    await expect(page.locator(BAR)).to_have_count(0)
    await page.goto(HERE)
    await expect(page.locator("main .eyebrow")).to_have_text("404")


async def _switch_in_the_bar(page: Page) -> None:
    """On whatever page one is, in one press, and back again."""
    await page.goto("/services")
    await page.click(f"{BAR} summary")
    await page.click(f"{BAR} details button >> text={steps.ORGANISATION}")
    await page.wait_for_url("**/services")
    await expect(page.locator(f"{BAR} summary b")).to_have_text(steps.ORGANISATION)
    await expect(page.locator(f"{steps.WHO} small")).to_have_text(steps.ORGANISATION)
    await page.goto("/verify")
    await page.click(f"{BAR} .wrap > form button")
    await page.wait_for_url("**/services")
    await expect(page.locator(f"{BAR}.other")).to_have_count(0)


async def test_somebody_asks_and_is_told_why_not(enter: Enter, scripts: bool) -> None:
    page, head = await enter(), await enter()
    person = await newcomer(page)
    await page.goto("/organisations/ask")
    await steps.fill(page, {"voen": HERE[-10:], "role": "operator"})
    await page.click(steps.SEND)
    await expect(page.locator("#requests + ul .pill")).to_have_text("Cavab gözlənilir")
    await steps.sign_in_as(head, "aynur", HERE)
    await head.locator("#requests + ul li", has_text=person["given_name"]).locator("a").click()
    await head.fill("#reason", "Sizi tanımırıq.")
    await head.click("button[value=decline]")
    await head.wait_for_url(f"**{HERE}*")
    await page.goto("/organisations")
    await expect(page.locator("#requests + ul")).to_contain_text("Sizi tanımırıq.")
