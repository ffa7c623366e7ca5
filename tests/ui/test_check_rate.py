"""Checkers behind one address: whoever is signed in is counted alone, and a wrong number counts for several."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from xidmet.attestations import check_rate
from xidmet.attestations.check_rate import WRONG
from xidmet.auth import throttle
from xidmet.settings import Settings

from tests.limits import window_begins
from tests.ui.browser import Browser, Portal
from tests.ui.machine import machine
from tests.ui.programs import made, portal_for_programs, program
from tests.ui.walk import Belongings, belongings

MOST = 12
NOBODYS = "7K3M9QXT2VBNE"  # right in form, never issued
NO_NUMBER = "7K3M9QXT2VBNX"


async def looked(browser: Browser, number: str) -> httpx.Response:
    return await browser.client.get(f"/api/v1/attestations/{number}")


async def asked(browser: Browser, number: str) -> httpx.Response:
    headers = {"X-CSRF-Token": browser.csrf}
    return await browser.client.post(f"/api/v1/attestations/{number}/check", json={}, headers=headers)


async def typed(browser: Browser, number: str) -> httpx.Response:
    return await browser.post("/verify", {"number": number})


async def scanned(browser: Browser, number: str) -> httpx.Response:
    return await browser.client.get(f"/v/{number}")


async def placed(browser: Browser, number: str) -> httpx.Response:
    return await browser.post("/verify/here", {"number": number})


Way = Callable[[Browser, str], Awaitable[httpx.Response]]
WAYS: tuple[Way, ...] = (looked, asked, typed, scanned, placed)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_rate, "CHECKER", replace(throttle.CHECKER, most=MOST))
    for name in ("CHECK", "CHECK_API"):
        monkeypatch.setattr(throttle, name, replace(getattr(throttle, name), most=3))
    window_begins(throttle.CHECK)


@pytest.fixture
async def owned(portal: Portal, leyla_there: Browser) -> Belongings:
    return await belongings(portal, leyla_there)


async def until_slowed(browser: Browser, way: Way, number: str) -> int:
    """How many were answered; no sum was asked meanwhile."""
    for times in range(MOST + 1):
        answer = await way(browser, number)
        if answer.status_code == 429:
            assert 0 < int(answer.headers["retry-after"]) <= 60
            return times
        assert answer.status_code in (200, 404), answer.text
    raise AssertionError("never slowed")


@pytest.mark.parametrize("way", WAYS)
async def test_each_who_is_signed_in_has_a_limit_of_their_own(portal: Portal, owned: Belongings, way: Way) -> None:
    stranger = portal.browser()
    await stranger.get("/verify")
    for _one in range(3):
        await looked(stranger, NOBODYS)
        await scanned(stranger, NOBODYS)
    for one in (looked, scanned):
        assert (await one(stranger, owned.paper)).status_code == 429
    kamran, samira = await portal.signed_in("kamran"), await portal.signed_in("samira")
    for browser in (kamran, samira):  # behind the same address
        browser.csrf = (await machine(portal, browser)).csrf
    assert await until_slowed(kamran, way, owned.paper) == MOST
    assert [(await other(kamran, owned.paper)).status_code for other in WAYS] == [429] * len(WAYS)
    assert (await way(samira, owned.paper)).status_code == 200


@pytest.mark.parametrize(
    ("number", "counts"), [("in force", 1), ("ended", WRONG), (NOBODYS, WRONG), (NO_NUMBER, 1), ("x" * 3000, 1)]
)
async def test_what_a_number_counts(
    portal: Portal, leyla_there: Browser, owned: Belongings, number: str, counts: int
) -> None:
    if number == "ended":
        case = await (leyla := await machine(portal, leyla_there)).get(f"/api/v1/cases/{owned.case}")
        assert (await leyla.move(case, "deactivate")).status_code == 200
    kamran = await portal.signed_in("kamran")
    asked_for = owned.paper if number in ("in force", "ended") else number
    assert await until_slowed(kamran, looked, asked_for) == -(-MOST // counts)


async def test_each_token_has_a_limit_of_its_own(embedded: Settings, tmp_path: Path) -> None:
    async with portal_for_programs(embedded, tmp_path / "site") as portal:
        head = await portal.signed_in("aynur")
        one, other = [program(portal, await made(head, name=name)).browser for name in ("1C", "2C")]
        assert await until_slowed(one, asked, NOBODYS) == -(-MOST // WRONG)
        for browser in (other, head):
            assert (await looked(browser, NOBODYS)).status_code == 200
