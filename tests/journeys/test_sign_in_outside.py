"""Signing in by what outside parties give, with the phone in a second window; with scripts and without."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Page, expect
from xidmet.settings import Settings

from tests import servers
from tests.journeys.conftest import Enter
from tests.signing import FINS, PHONES

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("outside")]

SIGNED_IN = re.compile(r"/account$")


@pytest.fixture
def parties(portal: str) -> str:
    """Address of the outside parties that the portal's command has started beside it."""
    address = Settings(demo=True, port=urlsplit(portal).port or 0).demo_signing
    servers.wait_for(urlsplit(address).port or 0, servers.START)
    return address


async def begin(page: Page, name: str) -> None:
    await page.goto("/sign-in?next=/account")
    await page.locator(f'form[action="/sign-in/{name}"] button').click()
    await expect(page).to_have_url(re.compile(rf"/sign-in/{name}/[\w-]+$"))


async def phone_of(page: Page, parties: str, person: str = "leyla") -> Page:
    """In a second window."""
    phone = await page.context.new_page()
    await phone.goto(f"{parties}/phone/{person}")
    return phone


async def enters(page: Page, scripts: bool) -> None:
    """With scripts the page goes on by itself; without, it is told to look."""
    if not scripts:
        await page.locator(".means-step form button").first.click()
    await expect(page).to_have_url(SIGNED_IN)
    await expect(page.locator("main")).to_contain_text("Leyla")


async def test_a_mobile_signature(enter: Enter, scripts: bool, parties: str) -> None:
    page = await enter()
    await begin(page, "mobile")
    await page.locator("#phone").fill(PHONES["leyla"])
    await page.locator("#fin").fill(FINS["leyla"])
    await page.locator(".means-step form .primary").click()
    code = await page.locator(".means-step .code").inner_text()
    phone = await phone_of(page, parties)
    await expect(phone.locator(".code")).to_have_text(code)
    await phone.get_by_role("button", name="Approve").click()
    await enters(page, scripts)


async def test_a_no_on_the_phone(enter: Enter, scripts: bool, parties: str) -> None:
    page = await enter()
    await begin(page, "mobile")
    await page.locator("#phone").fill(PHONES["kamran"])
    await page.locator("#fin").fill(FINS["kamran"])
    await page.locator(".means-step form .primary").click()
    phone = await phone_of(page, parties, "kamran")
    await phone.get_by_role("button", name="Refuse").click()
    if not scripts:
        await page.locator(".means-step form button").first.click()
    await expect(page.get_by_role("alert")).to_contain_text("Telefonda imtina edildi.")


async def test_the_signature_app(enter: Enter, scripts: bool, parties: str) -> None:
    page = await enter()
    await begin(page, "web2app")
    await expect(page.locator(".qr svg")).to_be_visible()
    link = await page.locator(f'a[href^="{parties}/link"]').get_attribute("href")
    phone = await page.context.new_page()
    await phone.goto(str(link))
    await phone.get_by_label("Leyla").check()
    await phone.get_by_role("button", name="Open").click()
    await phone.get_by_role("button", name="Approve").click()
    await expect(phone.locator("main")).to_contain_text("The portal took the signature.")
    await enters(page, scripts)


async def signed(page: Page, parties: str, signer: str) -> Page:
    """Take the file to a signing tool in a second window, and bring its signature back."""
    async with page.expect_download() as file:
        await page.get_by_role("link", name="xidmet-giris.txt").click()
    tool = await page.context.new_page()
    await tool.goto(f"{parties}/tool")
    await tool.set_input_files("#file", await (await file.value).path())
    await tool.get_by_label(signer).check()
    async with tool.expect_download() as signature:
        await tool.get_by_role("button", name="Sign").click()
    await page.set_input_files("#signature", await (await signature.value).path())
    async with page.expect_navigation():
        await page.locator(".means-step .primary").click()
    return page


async def test_an_electronic_signature_and_then_a_seal(enter: Enter, scripts: bool, parties: str) -> None:
    page = await enter()
    await begin(page, "e-signature")
    await signed(page, parties, "Nigar")
    await expect(page).to_have_url(SIGNED_IN)
    await expect(page.locator("main")).to_contain_text("Nigar")
    await page.goto("/organisations")
    await page.locator("form[action='/sign-in/e-signature'] button").click()
    await signed(page, parties, "Nümunə Logistika")
    await expect(page).to_have_url(re.compile(r"/organisations/1400000101$"))
    await expect(page.locator("main")).to_contain_text("Nigar")


async def test_the_identity_provider(enter: Enter, scripts: bool, parties: str) -> None:
    page = await enter()
    await begin(page, "provider")
    await page.wait_for_url(f"{parties}/oidc/authorize**")
    await page.get_by_label("Leyla").check()
    await page.get_by_role("button", name="Yes, tell it").click()
    await expect(page).to_have_url(SIGNED_IN)
    await expect(page.locator("main")).to_contain_text("Leyla")
