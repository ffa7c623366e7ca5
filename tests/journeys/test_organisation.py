"""A legal entity: registered by its head, acted for in plain sight, and told where a service is not for it."""

from __future__ import annotations

import itertools
import re

import pytest
from employment_certificate.demo import voen
from playwright.async_api import Locator, Page, expect

from tests.journeys import steps
from tests.journeys.conftest import Enter

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("organisation")]

NAME = "“Sınaq Evi” MMC"
SERVICE = f"/services/{steps.SLUG}"
_serials = itertools.count(1)


def organisation(head: str, number: str = "") -> dict[str, str]:
    """A registration by somebody nobody knows yet. number: the organisation's VÖEN, a new one unless given."""
    serial = next(_serials)
    return {
        **steps.person(f"{head}{serial}", f"5RG{serial:04}"),
        "voen": number or voen(17, serial * 41),
        "name": NAME,
        "kind": "legal_entity",
        "address": "AZ1000, Bakı şəhəri, Sınaq küçəsi 1",
    }


def acting(page: Page) -> Locator:
    """In the header: for whom."""
    return page.locator(f"{steps.WHO} small")


async def test_a_head_registers_the_organisation_and_acts_for_it(enter: Enter, scripts: bool) -> None:
    page = await enter()
    head = organisation("rena")
    await steps.register(page, "organisation", head)
    await steps.complete(page, head["email"])
    steps.prove(page, head["email"])
    await steps.sign_out(page)
    await steps.sign_in(page, head["email"], steps.PASSWORD)
    await expect(page.locator(steps.WHO)).to_contain_text(head["given_name"])
    await expect(acting(page)).not_to_contain_text(NAME)  # at first everybody acts for themselves
    await steps.act_for(page, head["voen"])
    await expect(acting(page)).to_have_text(NAME)


async def test_an_organisation_that_has_a_head_gives_no_power_to_another(enter: Enter) -> None:
    page, other = await enter(), await enter()
    first = organisation("birinci")
    second = organisation("ikinci", first["voen"])
    await steps.register(page, "organisation", first)
    await steps.complete(page, first["email"])
    steps.prove(page, first["email"])
    await steps.register(other, "organisation", second)
    await steps.complete(other, second["email"])
    await _has_power(page, NAME, 1)
    await _has_power(other, NAME, 0)


async def test_of_two_who_register_an_organisation_one_becomes_its_head(enter: Enter) -> None:
    """Both letters were on their way before either link was followed."""
    page, other = await enter(), await enter()
    first = organisation("tez")
    second = organisation("gec", first["voen"])
    await steps.register(page, "organisation", first)
    await steps.register(other, "organisation", second)
    await steps.complete(page, first["email"])
    steps.prove(page, first["email"])
    await steps.complete(other, second["email"])
    await _has_power(page, NAME, 1)
    await _has_power(other, NAME, 0)


async def _has_power(page: Page, name: str, count: int) -> None:
    await page.goto("/account")
    await expect(page.locator("label.choice", has_text=name)).to_have_count(count)


MISTAKES = {
    "voen": "170000001",  # one digit is missing
    "fin": "5RG",
    "email": "rena@",
    "password": "1234567890",
    "name": "",
}


@pytest.mark.parametrize("field", MISTAKES)
async def test_a_mistake_is_told_beside_its_field_and_nothing_typed_is_lost(enter: Enter, field: str) -> None:
    page = await enter("/sign-up/organisation")
    typed = {**organisation("sehv"), field: MISTAKES[field]}
    await steps.fill(page, typed)
    await page.click(steps.SEND)
    await expect(page.locator(f"{steps.SUMMARY} a")).to_have_attribute("href", f"#{field}")
    await expect(page.locator(f"#{field}-e")).to_be_visible()
    await expect(page.locator(f"#{field}")).to_have_attribute("aria-describedby", re.compile(rf"\b{field}-e$"))
    for name in set(typed) - {"password", "sex", "kind"}:
        await expect(page.locator(f"#{name}")).to_have_value(typed[name])
    await expect(page.locator("#password")).to_have_value("")
    await expect(page.locator("input[name=sex][value=f]")).to_be_checked()


async def test_for_whom_one_acts_is_shown_everywhere_and_changed(enter: Enter, scripts: bool) -> None:
    page = await enter()
    await steps.sign_in_as(page, "rashad", "/verify")
    alone = await acting(page).inner_text()
    await steps.act_for(page, steps.ORGANISATION)
    for path in ("/", "/services", SERVICE, "/my-cases", "/my-data", "/inbox", "/verify", "/account"):
        await page.goto(path)
        await expect(acting(page)).to_have_text(steps.ORGANISATION)
    await expect(page.locator("label.choice", has_text=steps.ORGANISATION).locator("input")).to_be_checked()
    await _is_shown_on_a_small_screen(page, steps.ORGANISATION)
    await page.check("input[name=organisation][value='']")
    await page.click("main form[action='/acting'] button")
    await expect(acting(page)).to_have_text(alone)


async def _is_shown_on_a_small_screen(page: Page, name: str) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.click(".mob > summary")
    await expect(page.locator(".drawer .who small")).to_have_text(name)
    await expect(page.locator(".drawer .who small")).to_be_visible()
    await page.set_viewport_size({"width": 1440, "height": 900})


async def test_another_browser_of_the_same_person_acts_for_themselves(enter: Enter) -> None:
    page, other = await enter(), await enter()
    for browser in (page, other):
        await steps.sign_in_as(browser, "rashad")
    await steps.act_for(page, steps.ORGANISATION)
    await other.goto("/my-cases")
    await expect(acting(other)).not_to_contain_text(steps.ORGANISATION)


async def test_a_service_for_persons_says_so(enter: Enter, scripts: bool) -> None:
    page = await enter()
    await steps.sign_in_as(page, "rashad", SERVICE)
    await expect(page.locator("form.begin button")).to_be_visible()
    await steps.act_for(page, steps.ORGANISATION)
    await page.goto(SERVICE)
    await expect(page.locator("form.begin")).to_have_count(0)
    await expect(page.locator(".need h2")).to_have_text("Bu xidmət fiziki şəxslər üçündür.")
    await expect(page.locator(".need p")).not_to_be_empty()


async def test_a_page_from_before_the_change_is_refused_as_plainly(enter: Enter, scripts: bool) -> None:
    page = await enter()
    await steps.sign_in_as(page, "rashad", SERVICE)
    other = await page.context.new_page()
    await steps.act_for(other, steps.ORGANISATION)
    async with page.expect_navigation() as answer:
        await page.click("form.begin button")
    assert (response := await answer.value) is not None and response.status == 409
    await expect(page.locator("main")).to_contain_text("Bu xidmət fiziki şəxslər üçündür.")
    await page.goto("/my-cases")
    await expect(page.locator("tbody tr")).to_have_count(0)
