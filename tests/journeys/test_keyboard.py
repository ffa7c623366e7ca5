"""By keyboard alone: a certificate from the first page on, and the focus always seen, in order, and where it helps."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.async_api import Page, expect

from tests.journeys import keyboard, steps
from tests.journeys.conftest import Enter

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("keyboard")]

FOCUSED = "*:focus"
PAGES = ("/", "/services", f"/services/{steps.SLUG}", "/account", "/sign-up/organisation", "/verify", "/my-cases")


async def test_the_skip_link_leads_past_the_header(enter: Enter) -> None:
    page = await enter("/verify")
    await page.keyboard.press("Tab")
    first = await keyboard.stop(page)
    assert first is not None and "skip" in first.html and first.inside
    await page.keyboard.press("Enter")
    await expect(page.locator("#main")).to_be_focused()
    await page.keyboard.press("Tab")
    assert await keyboard.is_on(page, "#main *")


@pytest.mark.parametrize("path", PAGES)
async def test_the_focus_is_seen_and_follows_the_reading_order(enter: Enter, path: str) -> None:
    page = await enter()
    await steps.sign_in_as(page, "rashad", path)
    await _every_stop_is_seen_in_order(page)


async def test_the_focus_is_seen_and_in_order_in_a_form(enter: Enter) -> None:
    page = await enter()
    await steps.sign_in_as(page, "leyla")
    await steps.begin(page)
    await _every_stop_is_seen_in_order(page)
    await steps.choose_contract(page)
    await page.check("input[name=deliver][value=addressed]")
    await page.locator(".skip").focus()
    await _every_stop_is_seen_in_order(page)


async def _every_stop_is_seen_in_order(page: Page) -> None:
    found = await keyboard.stops(page)
    assert len(found) > 20
    assert _troubles(found) == []


def _troubles(found: list[keyboard.Stop]) -> list[str]:
    unseen = [f"not seen: {here.html}" for here in found if not here.seen]
    outside = [f"outside: {here.html}" for here in found if not here.inside]
    back = [f"back from {one.html} to {other.html}" for one, other in pairwise(found) if not other.comes_after(one)]
    return unseen + outside + back


SPOILT = {
    "not seen": "main a { outline: none !important; box-shadow: none !important }",
    "outside": ".svc a { position: fixed; left: -999px }",
    "back from": ".top ul { flex-direction: row-reverse }",
}


@pytest.mark.parametrize("trouble", SPOILT)
async def test_a_lost_focus_is_found(enter: Enter, trouble: str) -> None:
    """So that silence means something."""
    page = await enter("/")
    await page.evaluate(
        "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet]; }",
        SPOILT[trouble],
    )
    assert any(found.startswith(trouble) for found in _troubles(await keyboard.stops(page)))


async def test_a_certificate_is_made(enter: Enter) -> None:
    page = await enter("/")
    await keyboard.press(page, ".me a[href='/sign-in']")
    await keyboard.press(page, "button[name=person][value=leyla]")
    await keyboard.press(page, f".svc a[href='/services/{steps.SLUG}']")
    await keyboard.press(page, "form.begin button")
    await _choose_contract(page)
    await _describe(page)
    await _give_address(page)
    await keyboard.press(page, "button[name=move][value=confirm]")
    await expect(page.locator(".need.ok")).to_be_focused()
    await expect(page.locator(".paper .big")).to_be_visible()


async def _choose_contract(page: Page) -> None:
    await keyboard.go_to(page, "input[name=contract]")
    await page.keyboard.press("Space")
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("input[name=contract]").nth(1)).to_be_checked()
    await page.keyboard.press("ArrowUp")
    await keyboard.press(page, steps.SEND)


async def _describe(page: Page) -> None:
    await keyboard.go_to(page, "input[name=kind]")
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("input[name=kind][value=salary]")).to_be_checked()
    await keyboard.go_to(page, "#purpose")
    await page.keyboard.press("ArrowDown")
    for name, value in steps.until(60).items():
        await keyboard.go_to(page, f"#{name}")
        await page.keyboard.type(value)
    await keyboard.go_to(page, "input[name=deliver]")
    await page.keyboard.press("ArrowDown")
    await keyboard.go_to(page, "#addressee")
    await _pick(page)
    await keyboard.go_to(page, "input[name=tell]")
    await page.keyboard.press("Space")
    await keyboard.press(page, steps.SEND)
    await expect(page.locator("#email")).to_be_visible()


async def _pick(page: Page) -> None:
    await page.keyboard.type("numune log")
    await expect(page.locator("#addressee-l [role=option]").first).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator("#addressee")).to_have_value(f"{steps.ORGANISATION} · 1400000101")


async def _give_address(page: Page) -> None:
    await keyboard.go_to(page, "#email")
    await page.keyboard.press("Control+A")
    await page.keyboard.type("leyla@numune.example")
    await keyboard.go_to(page, "input[name=copy]")
    await page.keyboard.press("Space")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")  # in any control Enter means "continue", never "save and leave"
    assert page.url.endswith("/review")


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up/person", "/sign-up/organisation", "/verify"])
async def test_after_mistakes_the_focus_is_on_what_they_are(enter: Enter, path: str) -> None:
    page = await enter(path)
    await keyboard.press(page, steps.SEND)
    await _each_mistake_leads_to_its_control(page)


@pytest.mark.parametrize("step", ["employment", "certificate", "contact"])
async def test_so_it_is_in_every_step_of_the_form(enter: Enter, step: str) -> None:
    page = await enter()
    await steps.sign_in_as(page, "leyla")
    case = await steps.begin(page)
    await page.goto(f"/cases/{case}/fill/{step}")
    if step == "certificate":
        await page.check("input[name=deliver][value=addressed]")
    if step == "contact":
        await page.fill("#email", "x")
    await keyboard.press(page, steps.SEND)
    await _each_mistake_leads_to_its_control(page)


async def _each_mistake_leads_to_its_control(page: Page) -> None:
    summary = page.locator(steps.SUMMARY)
    await expect(summary).to_be_focused()
    targets = [await link.get_attribute("href") for link in await summary.get_by_role("link").all()]
    assert targets
    for target in targets:
        await summary.focus()
        await keyboard.go_to(page, f"a[href='{target}']")
        await page.keyboard.press("Enter")
        await expect(page.locator(FOCUSED)).to_have_id(str(target).removeprefix("#"))
        assert await keyboard.is_on(page, "input, select, textarea")


async def test_the_list_of_organisations_is_a_combobox(enter: Enter) -> None:
    page = await _at_the_list(enter)
    box, value, options = page.locator("#addressee"), page.locator("#addressee-v"), page.locator("[role=option]")
    await page.keyboard.type("mmc")
    await expect(box).to_have_attribute("aria-expanded", "true")
    await page.keyboard.press("ArrowDown")
    await _is_marked(page, 0)
    await page.keyboard.press("ArrowUp")  # past the first: the last
    await _is_marked(page, await options.count() - 1)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await _is_marked(page, 1)
    wanted = (await options.nth(1).inner_text()).strip()
    await page.keyboard.press("Enter")
    await expect(box).to_have_value(wanted)
    await expect(box).to_have_attribute("aria-expanded", "false")
    await expect(value).to_have_value(wanted.split(" · ")[-1])
    await page.keyboard.type("x")  # other words mean another organisation
    await expect(value).to_have_value("")
    assert page.url.endswith("/certificate")


async def test_escape_closes_the_list_and_keeps_what_was_typed(enter: Enter) -> None:
    page = await _at_the_list(enter)
    box = page.locator("#addressee")
    await page.keyboard.type("mmc")
    await expect(box).to_have_attribute("aria-expanded", "true")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Escape")
    await expect(box).to_have_attribute("aria-expanded", "false")
    await expect(page.locator("#addressee-l")).to_be_hidden()
    await expect(box).to_have_value("mmc")
    await expect(box).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(box).to_have_attribute("aria-expanded", "true")
    await page.keyboard.press("Tab")
    await expect(page.locator("#addressee-l")).to_be_hidden()
    await expect(box).to_have_value("mmc")


async def _at_the_list(enter: Enter) -> Page:
    page = await enter()
    await steps.sign_in_as(page, "leyla")
    case = await steps.begin(page)
    await page.goto(f"/cases/{case}/fill/certificate")
    await page.check("input[name=deliver][value=addressed]")
    await keyboard.go_to(page, "#addressee")
    return page


async def _is_marked(page: Page, place: int) -> None:
    """The option in this place is told to a screen reader while the focus stays in the box."""
    option = page.locator("[role=option]").nth(place)
    await expect(option).to_have_attribute("aria-selected", "true")
    await expect(page.locator("[role=option][aria-selected=true]")).to_have_count(1)
    name = await option.get_attribute("id")
    await expect(page.locator("#addressee")).to_have_attribute("aria-activedescendant", str(name))
    await expect(page.locator("#addressee")).to_be_focused()


async def test_the_menu_of_a_small_screen_opens(enter: Enter) -> None:
    page = await enter("/services")
    await page.set_viewport_size({"width": 390, "height": 844})
    await keyboard.go_to(page, ".mob > summary")
    await page.keyboard.press("Enter")
    await keyboard.press(page, ".drawer a[href='/verify']")
    assert page.url.endswith("/verify")
