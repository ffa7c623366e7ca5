"""From registration to a document that anybody can check, in a real browser, with scripts and without."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.journeys import steps
from tests.journeys.conftest import Enter

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("journeys")]

FOUND_OUT = "Məmmədov Kamran"  # an inspector of the demonstration
ANYBODY = {True: "5SAMP01", False: "5SAMP02"}  # a FIN for each variant: nobody registers twice


async def test_a_newcomer_registers_by_the_mailed_link_and_signs_in(enter: Enter, scripts: bool) -> None:
    page = await enter()
    newcomer = steps.person("aygun" if scripts else "sevda", ANYBODY[scripts])
    await steps.register(page, "person", newcomer)
    await steps.sign_in(page, newcomer["email"], steps.PASSWORD)
    await expect(page.locator(steps.SUMMARY)).to_be_visible()  # not before the link is followed
    await steps.complete(page, newcomer["email"])
    await steps.sign_out(page)
    await steps.sign_in(page, newcomer["email"], "bu parol deyil")
    await expect(page.locator(steps.SUMMARY)).to_be_visible()
    await steps.sign_in(page, newcomer["email"], steps.PASSWORD)
    await expect(page.locator(".who")).to_contain_text(newcomer["given_name"])


async def test_the_mailed_link_works_once(enter: Enter, scripts: bool) -> None:
    page, later = await enter(), await enter()
    newcomer = steps.person("once" if scripts else "twice", "5NCE001" if scripts else "5NCE002")
    await steps.register(page, "person", newcomer)
    await steps.complete(page, newcomer["email"])
    await steps.open_letter(later, newcomer["email"])
    await later.click(".letter a[href^='/sign-up/confirm/']")
    async with later.expect_navigation() as answer:
        await later.click("main form button")
    assert (await answer.value).status == 410  # type: ignore[union-attr]
    await expect(later.locator(".who")).to_have_count(0)


async def test_a_certificate_is_made_checked_and_given_up(enter: Enter, scripts: bool, tmp_path: Path) -> None:
    owner, inspector = await enter(), await enter()
    await steps.sign_in_as(owner, "leyla")
    made = await steps.make_certificate(owner, scripts)
    await _is_a_pdf(owner, tmp_path)
    await steps.sign_in_as(inspector, "kamran")
    await expect(await steps.check(inspector, made.number.lower())).to_have_class("verdict ok")
    await expect(inspector.locator("main")).to_contain_text(steps.ORGANISATION)
    await _was_checked_by(owner, made.number, FOUND_OUT)
    await _is_among_the_checks_of(inspector, made.number)
    await steps.deactivate(owner, made.case)
    await expect(await steps.check(inspector, made.number)).to_have_class("verdict no")
    await expect(inspector.locator("main")).not_to_contain_text("Leyla")
    await steps.open_letter(owner, steps.ORGANISATION_MAIL, made.number)
    await expect(owner.locator(".letter")).to_contain_text("Əliyeva")


async def _is_a_pdf(page: Page, folder: Path) -> None:
    async with page.expect_download() as arriving:
        await page.click(".paper a[href$='/pdf']")
    file = folder / "certificate.pdf"
    await (await arriving.value).save_as(file)
    content = file.read_bytes()
    assert content.startswith(b"%PDF-")
    assert b"/ByteRange" in content  # sealed
    assert len(content) > 20_000  # with its fonts


async def _was_checked_by(page: Page, number: str, who: str) -> None:
    await page.goto("/my-data/checked")
    row = page.locator("tbody tr").filter(has_text=number)
    await expect(row).to_have_count(1)
    await expect(row).to_contain_text(who)
    await expect(row).to_contain_text("7RTQ4ZN")


async def _is_among_the_checks_of(page: Page, number: str) -> None:
    await page.goto("/my-data/checks")
    await expect(page.locator("tbody tr").filter(has_text=number)).to_contain_text("Əliyeva Leyla")


async def test_the_copy_arrives_with_the_document(enter: Enter, scripts: bool) -> None:
    page = await enter()
    await steps.sign_in_as(page, "leyla")
    copy_to = f"copy-{scripts}@sinaq.example".lower()
    made = await steps.make_certificate(page, scripts, copy_to)
    await steps.open_letter(page, copy_to, made.number)
    async with page.expect_download() as arriving:
        await page.click("a[href^='/mailbox/attachment']")
    assert (await (await arriving.value).path()).read_bytes().startswith(b"%PDF-")


async def test_somebody_who_is_not_signed_in_may_check_and_download(enter: Enter, scripts: bool) -> None:
    owner, stranger = await enter(), await enter()
    await steps.sign_in_as(owner, "leyla")
    made = await steps.make_certificate(owner, scripts)
    await expect(await steps.check(stranger, made.number)).to_have_class("verdict ok")
    async with stranger.expect_download() as arriving:
        await stranger.click("form[action='/verify/pdf'] button")
    assert (await (await arriving.value).path()).read_bytes().startswith(b"%PDF-")
    await owner.goto(f"/cases/{made.case}")
    await expect(owner.locator(".paper a[href='/my-data/checked']")).to_contain_text("1")


async def test_my_cases_find_a_case_by_what_it_is_about(enter: Enter, scripts: bool) -> None:
    page = await enter()
    await steps.sign_in_as(page, "leyla")
    made = await steps.make_certificate(page, scripts)
    await page.goto("/my-cases")
    await page.fill("#q", made.case)
    await page.click(".tools button")
    await expect(page.locator("tbody tr")).to_have_count(1)
    await expect(page.locator("tbody a[href$='/pdf']")).to_be_visible()
    await page.fill("#q", "belə bir şey yoxdur")
    await page.click(".tools button")
    await expect(page.locator("tbody tr")).to_have_count(0)


async def test_a_draft_is_left_and_taken_up_again(enter: Enter, scripts: bool) -> None:
    page = await enter()
    await steps.sign_in_as(page, "leyla")
    case = await steps.begin(page)
    await steps.choose_contract(page, 1)
    await steps.fill(page, {"purpose": "court"})
    await page.click("button[name=op][value=save] >> visible=true")
    await page.wait_for_url(re.compile(rf"/cases/{case}$"))
    await page.click(".need a")
    await page.wait_for_url("**/fill/certificate")
    await expect(page.locator("#purpose")).to_have_value("court")
