"""English and Russian from the first page to the mailed copy; changing the language leaves everything where it was."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.journeys import steps
from tests.journeys.conftest import Enter

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("languages")]

# Letters that a text in this language never holds; addresses and official abbreviations stay what they are.
FOREIGN = {"en": re.compile(r"[əğışçöüƏĞİŞÇÖÜа-яА-Я]"), "ru": re.compile(r"[a-zA-ZəğışçöüƏĞİŞÇÖÜ]")}
KEPT = re.compile(r"VÖEN|FIN|PDF|e-mail|\S+@\S+")
# Not what registers hold: that is in the language of the register.
LABELS = "main :is(h2, dt, th[scope=col], legend, label[for], .hint, .lead, .actions button)"


async def choose(page: Page, language: str) -> None:
    async with page.expect_navigation():
        await page.click(f".desk .lang a[lang={language}]")


async def speaks(page: Page, language: str) -> None:
    await expect(page.locator("html")).to_have_attribute("lang", language)
    assert [text for text in await page.locator(LABELS).all_inner_texts() if is_foreign(text, language)] == []


def is_foreign(text: str, language: str) -> bool:
    return bool(FOREIGN[language].search(KEPT.sub("", text)))


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_case_from_start_to_end(enter: Enter, language: str) -> None:
    page = await enter()
    await steps.sign_in_as(page, "leyla", f"/services/{steps.SLUG}")
    await choose(page, language)
    await speaks(page, language)
    case = await _filled_in(page, language)
    await page.click("button[name=move][value=confirm]")
    await page.wait_for_url("**?done=confirm")
    await speaks(page, language)
    number = await page.locator(".paper .big").inner_text()
    await expect(await steps.check(page, number)).to_have_class("verdict ok")
    await speaks(page, language)
    await page.goto(f"/cases/{case}/move/deactivate")
    await speaks(page, language)
    await steps.deactivate(page, case)
    await _letter_is_in(page, language, number)
    await choose(page, "az")


async def _filled_in(page: Page, language: str) -> str:
    case = await steps.begin(page)
    await speaks(page, language)
    await steps.choose_contract(page)
    await speaks(page, language)
    await steps.describe(page, scripts=True)
    await speaks(page, language)
    await steps.give_address(page, f"{language}@sinaq.example")
    await speaks(page, language)
    return case


async def _letter_is_in(page: Page, language: str, number: str) -> None:
    await steps.open_letter(page, f"{language}@sinaq.example", number)
    await expect(page.locator(".letter")).to_have_attribute("lang", language)
    assert not is_foreign(await page.locator("h1").inner_text(), language)


PATHS = {"/": True, "/services?q=iş": False, "/sign-up/organisation": True, "/my-cases?q=2026": False, "/no-such": True}


@pytest.mark.parametrize(("path", "scripts"), PATHS.items())
async def test_the_page_stays_when_the_language_changes(enter: Enter, scripts: bool, path: str) -> None:
    page = await enter()
    await steps.sign_in_as(page, "nigar", path)
    before = page.url
    for language in ("en", "ru", "az"):
        await choose(page, language)
        assert page.url == before
        await expect(page.locator("html")).to_have_attribute("lang", language)
        await expect(page.locator(".desk .lang a[aria-current]")).to_have_attribute("lang", language)


async def test_what_was_typed_stays_when_the_language_changes(enter: Enter) -> None:
    """Even what was wrong, once it was sent."""
    page = await enter()
    await steps.sign_in_as(page, "leyla")
    case = await steps.begin(page)
    await page.goto(f"/cases/{case}/fill/certificate")
    await steps.fill(page, {"kind": "plain", "valid_until-day": "99", "valid_until-month": "x"})
    await page.click(steps.SEND)
    await expect(page.locator(steps.SUMMARY)).to_be_visible()
    await choose(page, "en")
    await expect(page.locator("input[name=kind][value=plain]")).to_be_checked()
    await expect(page.locator("#valid_until-day")).to_have_value("99")
    await expect(page.locator("#valid_until-month")).to_have_value("x")
    await choose(page, "az")


async def test_the_choice_holds_on_every_later_visit(enter: Enter) -> None:
    """In this browser without signing in; for somebody who signed in, in every browser."""
    page, other = await enter("/verify"), await enter()
    await choose(page, "ru")
    await page.goto("/services")
    await expect(page.locator("html")).to_have_attribute("lang", "ru")
    await steps.sign_in_as(page, "kamran", "/verify")
    await choose(page, "en")
    await steps.sign_in_as(other, "kamran", "/verify")
    await expect(other.locator("html")).to_have_attribute("lang", "en")
    await choose(other, "az")
