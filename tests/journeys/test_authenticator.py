"""A password and the code of an app in a real browser: the app is added, then asked for at the next sign-in."""

from __future__ import annotations

import base64
import datetime as dt

import pytest
from playwright.async_api import expect
from xidmet import clock
from xidmet.auth.means.one_time_codes import STEP, code_at

from tests.journeys import doors, steps
from tests.journeys.conftest import Enter

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("outside")]


async def test_the_code_is_asked_for_after_the_password(enter: Enter, scripts: bool) -> None:
    page = await enter()
    person = steps.person(f"kod{int(scripts)}", f"5KD000{int(scripts)}")
    await steps.register(page, "person", person)
    await steps.complete(page, person["email"])
    await page.goto("/account/means")
    await page.click(doors.APP)
    secret = base64.b32decode(await page.inner_text(".secret code"))
    await page.fill("#code", code_at(secret, clock.now()))
    await page.click(steps.SEND)
    await page.check("#written")  # the recovery codes
    await page.click(steps.SEND)
    await expect(page.locator(doors.OWN)).to_have_count(1)
    await steps.sign_out(page)

    await steps.sign_in(page, person["email"], steps.PASSWORD)
    await expect(page.locator("#code")).to_be_visible()
    await page.fill("#code", "000000")
    await page.click(steps.SEND)
    await expect(page.locator(steps.SUMMARY)).to_be_visible()
    later = clock.now() + dt.timedelta(seconds=STEP)  # the one before was spent when the app was added
    await page.fill("#code", code_at(secret, later))
    await page.click(steps.SEND)
    await expect(page.locator(steps.WHO)).to_contain_text(person["given_name"])
