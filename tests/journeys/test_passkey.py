"""A passkey in a real browser: made, used to sign in without an address, and shown once more for what is surer."""

from __future__ import annotations

import pytest
from playwright.async_api import CDPSession, Page, expect

from tests.journeys.conftest import Enter

pytestmark = pytest.mark.asyncio(loop_scope="session")
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


async def with_key(page: Page) -> tuple[CDPSession, str]:
    """Chromium's own virtual authenticator."""
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("WebAuthn.enable")
    made = await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return devtools, str(made["authenticatorId"])


async def test_made_shown_and_shown_again(enter: Enter) -> None:
    page = await enter("/sign-in")
    devtools, key = await with_key(page)
    await page.click("button[name=person][value=nigar]")
    await page.goto("/account/means")
    await page.click("form[action='/sign-in/passkey'] button")
    await page.click("form[data-script] button")
    await page.wait_for_url("**/account/means")
    await expect(page.locator("a[href^='/account/means/']")).to_have_count(1)
    held = await devtools.send("WebAuthn.getCredentials", {"authenticatorId": key})
    assert [(one["rpId"], one["isResidentCredential"]) for one in held["credentials"]] == [("localhost", True)]

    await page.goto("/account")
    await page.click("form[action='/sign-out'] button")
    await page.goto("/sign-in?next=/inbox")
    await page.click("form[action='/sign-in/passkey'] button")
    await page.click("form[data-script] button")
    await page.wait_for_url("**/inbox")
    await expect(page.locator(".me .who")).to_contain_text("Nigar")

    await page.goto("/step-up?level=substantial&next=/my-data")
    await page.click("form[action='/sign-in/passkey'] button")
    await page.click("form[data-script] button")
    await page.wait_for_url("**/my-data")
    await devtools.detach()


async def test_when_the_person_says_no_the_page_says_so(enter: Enter) -> None:
    page = await enter("/sign-in")
    devtools, key = await with_key(page)
    await devtools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    await page.click("form[action='/sign-in/passkey'] button")
    said = page.locator("[data-said]")
    before = await said.text_content()
    await page.click("form[data-script] button")
    await expect(said).not_to_have_text(before or "")
    await expect(said).not_to_have_text("")
    await expect(page.locator("form[data-script] button")).to_be_enabled()
    await devtools.detach()
