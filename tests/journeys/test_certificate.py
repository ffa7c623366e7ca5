"""From registration to a document that anybody can check, in a real browser, with scripts and without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from employment_certificate.demo import invented
from employment_certificate.form import Contract
from playwright.async_api import Page, expect
from xidmet import clock
from xidmet.auth.demo import DEMO_PEOPLE

from tests.journeys import steps
from tests.journeys.belongings import certificate_of
from tests.journeys.conftest import Enter

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("certificate")]

INSPECTOR = "Məmmədov Kamran", "7RTQ4ZN"


def newcomer(scripts: bool) -> dict[str, str]:
    """Somebody whose contract has no end and who has no account yet; another one for each variant."""
    contract = list(_without_account())[scripts]
    assert contract.patronymic is not None
    father, _space, child = contract.patronymic.partition(" ")
    names = {"surname": contract.surname, "given_name": contract.given_name, "patronymic": father}
    address = "scripts" if scripts else "no-scripts"
    return steps.person(address, contract.fin, sex="f" if child == "qızı" else "m", **names)


def _without_account() -> Iterator[Contract]:
    known = {person.fin for person in DEMO_PEOPLE}
    for _register, _owner, row in invented(DEMO_PEOPLE, clock.today()):
        if isinstance(row, Contract) and row.fin not in known and row.ends is None:
            yield row


async def test_the_whole_way(enter: Enter, scripts: bool, tmp_path: Path) -> None:
    """Nobody is known at the beginning; at the end everybody concerned was told."""
    owner, inspector = await enter(), await enter()
    person = newcomer(scripts)
    await _is_registered(owner, person)
    made = await steps.make_certificate(owner, scripts, person["email"])
    await _is_a_pdf(owner, tmp_path)
    await steps.sign_in_as(inspector, "kamran")
    await expect(await steps.check(inspector, made.number.lower())).to_have_class("verdict ok")
    await expect(inspector.locator("main")).to_contain_text(steps.ORGANISATION)
    await _was_checked_by_the_inspector(owner, made.number)
    await _is_among_the_checks_of(inspector, made.number, person["surname"])
    await steps.deactivate(owner, made.case)
    await expect(await steps.check(inspector, made.number)).to_have_class("verdict no")
    await expect(inspector.locator("main")).not_to_contain_text(person["surname"])
    await steps.open_letter(owner, steps.ORGANISATION_MAIL, made.number)
    await expect(owner.locator(".letter")).to_contain_text(person["surname"])
    await _the_copy_came(owner, person["email"], made.number)


async def _is_registered(page: Page, person: dict[str, str]) -> None:
    await steps.register(page, "person", person)
    await steps.sign_in(page, person["email"], steps.PASSWORD)
    await expect(page.locator(steps.SUMMARY)).to_be_visible()  # not before the link is followed
    await steps.complete(page, person["email"])
    steps.prove(page, person["email"])
    await steps.sign_out(page)
    await steps.sign_in(page, person["email"], "bu parol deyil")
    await expect(page.locator(steps.SUMMARY)).to_be_visible()
    await steps.sign_in(page, person["email"], steps.PASSWORD)
    await expect(page.locator(steps.WHO)).to_contain_text(person["given_name"])


async def _is_a_pdf(page: Page, folder: Path) -> None:
    async with page.expect_download() as arriving:
        await page.click(".paper a[href$='/pdf']")
    file = folder / "certificate.pdf"
    await (await arriving.value).save_as(file)
    content = file.read_bytes()
    assert content.startswith(b"%PDF-")
    assert b"/ByteRange" in content  # sealed
    assert len(content) > 20_000  # with its fonts


async def _was_checked_by_the_inspector(page: Page, number: str) -> None:
    await page.goto("/my-data/checked")
    row = page.locator("tbody tr").filter(has_text=number)
    await expect(row).to_have_count(1)
    for known in INSPECTOR:
        await expect(row).to_contain_text(known)


async def _is_among_the_checks_of(page: Page, number: str, surname: str) -> None:
    await page.goto("/my-data/checks")
    await expect(page.locator("tbody tr").filter(has_text=number)).to_contain_text(surname)


async def _the_copy_came(page: Page, email: str, number: str) -> None:
    await steps.open_letter(page, email, "/mailbox/attachment")
    await expect(page.locator(".letter")).to_contain_text(number)
    async with page.expect_download() as arriving:
        await page.click("a[href^='/mailbox/attachment']")
    assert (await (await arriving.value).path()).read_bytes().startswith(b"%PDF-")


async def test_the_mailed_link_works_once(enter: Enter) -> None:
    page, later = await enter(), await enter()
    person = steps.person("once", "5NCE001")
    await steps.register(page, "person", person)
    await steps.complete(page, person["email"])
    await steps.open_letter(later, person["email"])
    await later.click(".letter a[href^='/sign-up/confirm/']")
    async with later.expect_navigation() as answer:
        await later.click("main form button")
    assert (await answer.value).status == 410
    await expect(later.locator(steps.WHO)).to_have_count(0)


async def test_somebody_who_is_not_signed_in_may_check_and_download(enter: Enter, scripts: bool, portal: str) -> None:
    owner, stranger = await enter(), await enter()
    made = await certificate_of(portal)
    await expect(await steps.check(stranger, made.number)).to_have_class("verdict ok")
    async with stranger.expect_download() as arriving:
        await stranger.click("form[action='/verify/pdf'] button")
    assert (await (await arriving.value).path()).read_bytes().startswith(b"%PDF-")
    await steps.sign_in_as(owner, "leyla", f"/cases/{made.case}")
    await expect(owner.locator(".paper a[href='/my-data/checked']")).to_contain_text("1")


async def test_my_cases_find_a_case_by_what_it_is_about(enter: Enter, scripts: bool, portal: str) -> None:
    page = await enter()
    made = await certificate_of(portal)
    await steps.sign_in_as(page, "leyla", "/my-cases")
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
