"""Every kind of question in a real browser: with scripts and without, by keyboard, on every screen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests import gallery
from tests.journeys import axe, keyboard
from tests.journeys.portal import started
from tests.journeys.steps import SEND, SUMMARY, sign_in_as
from tests.journeys.visitors import Visitors
from tests.ui.applicant import STEPS, WORKER

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("form")]

ENDS = (axe.WIDE, axe.VIEWS[-1])  # the widest screen and the narrowest
FIN = "fieldset.rows .rowcard:last-child input[name$=-fin]"


@pytest.fixture(scope="module")
def address(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with started(tmp_path_factory.mktemp("gallery"), gallery.SITE) as portal:
        yield portal


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def everybody(browser: Browser, address: str) -> AsyncIterator[Visitors]:
    visitors = Visitors(browser, address)
    yield visitors
    await visitors.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(everybody: Visitors, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    """Leyla, at the first step of a new application; afterwards nothing may have gone wrong unseen."""
    scripts = bool(request.getfixturevalue("scripts")) if "scripts" in request.fixturenames else True
    visitor = await everybody.enter(scripts=scripts)
    await sign_in_as(visitor, "leyla", f"/services/{gallery.SLUG}")
    await visitor.click("form.begin button")
    await visitor.goto(at(visitor, "plain"))
    yield visitor
    await everybody.leave(visitor, scripts=scripts)
    assert everybody.watch.taken() == []


def at(page: Page, step: str) -> str:
    return f"/cases/{page.url.split('/')[4]}/fill/{step}"


async def answer(page: Page, answers: dict[str, Any], prefix: str = "") -> None:
    """Answer what is on the page, as people do: choose, tick, or type."""
    for name, value in answers.items():
        box = page.locator(f"[name='{prefix}{name}']")
        kind = await box.first.get_attribute("type") if await box.count() else None
        if kind == "radio":
            await page.check(f"[name='{prefix}{name}'][value='{value}']")
        elif kind == "checkbox":
            for one in value if isinstance(value, list) else [value]:
                await page.check(f"[name='{prefix}{name}'][value='{one}']")
        elif await page.locator(f"select[name='{prefix}{name}']").count():
            await page.select_option(f"select[name='{prefix}{name}']", value)
        elif await page.locator(f"[name='{prefix}{name}-text']").count():
            await find(page, f"{prefix}{name}", value)
        else:
            await box.fill(value)


async def find(page: Page, name: str, value: Any) -> None:
    """A row of a large register, by its code; several, one after another."""
    for one in value if isinstance(value, list) else [value]:
        await page.fill(f"[name='{name}-text']", one)
        await page.wait_for_timeout(400)  # the list that opens must not stand over what is pressed next
        await page.press(f"[name='{name}-text']", "Escape")
        if isinstance(value, list):
            await page.click(f"button[value='find:{name}']")
            await expect(page.locator(f"ul.chips input[value='{one}']")).to_have_count(1)


async def send(page: Page) -> None:
    async with page.expect_navigation():
        await page.click(SEND)


async def test_everything_is_filled_in_and_sent(page: Page, scripts: bool) -> None:
    for step, answers in STEPS.items():
        if step == "agreed":
            await page.click("button[value='add:workers']")
            await expect(page.locator(FIN)).to_be_visible()
            row = (await page.locator(FIN).get_attribute("name") or "").removesuffix("fin")
            await answer(page, WORKER, row)
            await send(page)
        await expect(page).to_have_url(f"{origin(page)}{at(page, step)}")
        await answer(page, answers)
        await send(page)
    await expect(page.locator("button[name=move]")).to_be_visible()
    async with page.expect_navigation():
        await page.click("button[name=move]")
    await expect(page.locator(".need.ok")).to_be_visible()


def origin(page: Page) -> str:
    return "/".join(page.url.split("/")[:3])


@pytest.mark.parametrize("step", [*STEPS, "staff"])
async def test_every_step_is_for_everybody(page: Page, step: str) -> None:
    await page.goto(at(page, step))
    await page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert await axe.faults(page, axe.VIEWS) == []
    if step != "documents":  # where nothing must be added
        await send(page)
        await expect(page.locator(SUMMARY)).to_be_focused()
        assert await axe.faults(page, ENDS) == []


async def test_rows_are_for_everybody(page: Page) -> None:
    await page.goto(at(page, "staff"))
    for count in range(1, 3):
        await page.click("button[value='add:workers']")
        await expect(page.locator(".rowcard")).to_have_count(count)
        await expect(page.locator(FIN)).to_be_focused()
    assert await axe.faults(page, axe.VIEWS) == []
    await page.locator(".rowcard").first.locator("legend button").click()
    await expect(page.locator(".rowcard")).to_have_count(1)
    assert await page.evaluate("() => document.activeElement !== document.body"), "the focus is not lost"
    for count in range(2, 11):
        await page.click("button[value='add:workers']")
        await expect(page.locator(".rowcard")).to_have_count(count)
    async with page.expect_navigation():
        await page.click("button[value='add:workers']")
    await expect(page.locator("h1")).to_contain_text("11.")
    assert await axe.faults(page, axe.VIEWS) == []
    async with page.expect_navigation():
        await page.click(SEND)
    await expect(page.locator(SUMMARY)).to_be_focused()
    await page.goto(at(page, "staff"))
    await expect(page.locator("fieldset.rows tbody tr")).to_have_count(11)
    assert await axe.faults(page, axe.VIEWS) == []


async def test_what_follows_appears_while_one_answers(page: Page) -> None:
    await page.goto(at(page, "plain"))
    await page.fill("#people", "120")
    await send(page)
    await page.goto(at(page, "chosen"))
    await expect(page.locator("#f-reduced")).to_be_hidden()
    await page.check("[name=kind][value=course]")
    await page.check("[name=fee_due][value=yes]")
    await expect(page.locator("#f-reduced")).to_be_visible()
    await page.check("[name=reduced][value=yes]")
    await expect(page.locator("#f-fee .ro")).to_contain_text("600")
    await expect(page.locator("[name=reduced][value=yes]")).to_be_focused()
    await page.reload()
    await expect(page.locator("[name=reduced][value=yes]")).to_be_checked()


async def test_two_windows_are_told(page: Page) -> None:
    other = await page.context.new_page()
    await other.goto(page.url)
    await other.fill("#people", "7")
    await other.press("#people", "Tab")
    await expect(other.locator("#saved")).to_be_visible()
    await other.click("button[value=save]")
    await page.fill("#people", "8")
    await send(page)
    await expect(page.locator(".other")).to_be_visible()
    assert await axe.faults(page, axe.VIEWS) == []
    await page.check("[name=people-whose][value=theirs]")
    await page.click("button[value=save]")
    await page.goto(at(page, "plain"))
    await expect(page.locator("#people")).to_have_value("7")


async def test_a_row_of_a_register_is_chosen_by_keyboard_alone(page: Page) -> None:
    await page.goto(at(page, "lists"))
    await keyboard.go_to(page, "#country")
    await page.keyboard.type("turkiye")
    await expect(page.locator("#country-l [role=option]").first).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator("#country-v")).to_have_value("TR")
    await keyboard.go_to(page, "#occupation")
    await page.keyboard.type("4321")
    await expect(page.locator("#occupation-l [role=option]").first).to_be_visible()
    await page.keyboard.press("Escape")
    await keyboard.press(page, SEND)
    await expect(page).to_have_url(f"{origin(page)}{at(page, 'documents')}")
