"""A code of the app after the password: asked for, taken once, and no way to keep somebody out of their account."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import re
from dataclasses import dataclass
from html import unescape
from typing import Any

import httpx
import pytest
from xidmet import clock
from xidmet.auth import throttle
from xidmet.auth.means.one_time_codes import STEP, code_at
from xidmet.settings import Settings
from xidmet.store.tables import Account, Means, Session

from tests.limits import window_begins
from tests.ui.answered import text, words
from tests.ui.browser import Browser, Portal, portal_on
from tests.ui.people import PASSWORD, PERSON, anonymous, registered
from tests.ui.trial_means import begun

LINES = re.compile(r'<p class="secret"><code>([^<]+)</code>')


@dataclass
class App:
    """What the person has in hand: the phone, and the paper with the codes."""

    browser: Browser
    secret: bytes
    codes: list[str]

    def code(self) -> str:
        return code_at(self.secret, clock.now())


async def with_app(portal: Portal) -> App:
    """Somebody who has added an authenticator app to their password."""
    browser = await registered(portal, confirmed=True)
    where = await begun(browser, "authenticator", purpose="add", next="/account/means")
    shown = await browser.get(where)
    secret = base64.b32decode(LINES.findall(shown.text)[0])
    assert "<svg" in shown.text
    wrong = await browser.post(where, {"code": "000000"})
    assert wrong.status_code == 422 and LINES.findall(wrong.text) == LINES.findall(shown.text), "the same secret again"
    codes = LINES.findall((await browser.post(where, {"code": code_at(secret, clock.now())})).text)
    assert len(set(codes)) == 10
    done = await browser.post(where, {"written": "yes"})
    assert done.headers["location"] == "/account/means"
    clock.advance(dt.timedelta(seconds=STEP))
    return App(browser, secret, codes)


async def password_typed(portal: Portal, place: str = "127.0.0.1") -> tuple[Browser, str]:
    """The password is right; where the code is asked for."""
    browser = portal.browser(place=place)
    await browser.get("/sign-in")
    answer = await browser.post("/sign-in", {"email": PERSON["email"], "password": PASSWORD, "next": "/inbox"})
    assert answer.headers["location"].startswith("/sign-in/password/")
    assert (await browser.get("/account")).status_code == 303, "nobody is signed in by half"
    return browser, answer.headers["location"]


async def code_typed(browser: Browser, where: str, code: str) -> httpx.Response:
    await browser.get(where)
    return await browser.post(where, {"code": code})


async def test_the_code_is_asked_for_after_the_password(portal: Portal) -> None:
    app = await with_app(portal)
    browser, where = await password_typed(portal)
    before = browser.client.cookies["session"]
    entered = await code_typed(browser, where, app.code())
    assert entered.headers["location"] == "/inbox" and browser.client.cookies["session"] != before
    levels = {(row["means"], row["level"]) for row in await Session.select() if row["means"] == "password"}
    assert levels == {("password", "substantial")}
    assert (await browser.get(where)).status_code == 404, "taken once"


async def test_a_password_alone_gives_the_low_level(portal: Portal) -> None:
    await registered(portal, confirmed=True)
    browser = await anonymous(portal)
    assert (await browser.post("/sign-in", {"email": PERSON["email"], "password": PASSWORD})).status_code == 303
    assert "low" in [row["level"] for row in await Session.select() if row["means"] == "password"]


CODES: dict[str, Any] = {
    "the next one": (lambda app: code_at(app.secret, clock.now() + dt.timedelta(seconds=STEP)), 303),
    "the one before": (lambda app: code_at(app.secret, clock.now() - dt.timedelta(seconds=STEP)), 422),
    "two steps ahead": (lambda app: code_at(app.secret, clock.now() + dt.timedelta(seconds=2 * STEP)), 422),
    "with a blank": (lambda app: f"{app.code()[:3]} {app.code()[3:]}", 303),
    "other digits": (lambda app: app.code().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")), 422),
    "nothing": (lambda app: "", 422),
    "long": (lambda app: "1" * 5000, 422),
    "a recovery code": (lambda app: app.codes[3], 303),
    "one typed otherwise": (lambda app: app.codes[3].upper().replace("-", " "), 303),
    "one by halves": (lambda app: app.codes[3][:9], 422),
}


@pytest.mark.parametrize("name", CODES)
async def test_codes(portal: Portal, name: str) -> None:
    """The one before was used to add the app; nothing older than what was used counts."""
    app = await with_app(portal)
    make, status = CODES[name]
    browser, where = await password_typed(portal)
    assert (await code_typed(browser, where, make(app))).status_code == status


@pytest.mark.parametrize("kind", ["app", "recovery"])
async def test_a_code_is_taken_once_however_many_come_at_once(settings: Settings, kind: str) -> None:
    async with portal_on(settings) as portal:
        app = await with_app(portal)
        code = app.code() if kind == "app" else app.codes[0]
        tries = [await password_typed(portal) for _one in range(4)]
        answers = await asyncio.gather(*(code_typed(browser, where, code) for browser, where in tries))
        assert sorted(answer.status_code for answer in answers) == [303, 422, 422, 422]
        clock.advance(dt.timedelta(seconds=STEP if kind == "recovery" else 0))
        browser, where = await password_typed(portal)
        assert (await code_typed(browser, where, code)).status_code == 422


async def test_a_try_takes_five_wrong_codes(portal: Portal) -> None:
    app = await with_app(portal)
    browser, where = await password_typed(portal)
    said = [words(await code_typed(browser, where, "000000")) for _try in range(5)]
    assert text("The code was wrong too often.") in said[-1]
    assert (await code_typed(browser, where, app.code())).status_code == 422, "also with the right one"


async def test_wrong_codes_slow_down_and_lock_nobody_out(portal: Portal) -> None:
    """A thief who knows the password types wrong codes; the owner still comes in, by a recovery code or another way."""
    app = await with_app(portal)
    window_begins(throttle.CODES[0])
    for round_ in range(3):
        thief, where = await password_typed(portal, place=f"198.18.0.{round_}")
        for _try in range(4):
            await code_typed(thief, where, "000000")
    owner, where = await password_typed(portal, place="198.18.1.1")
    slowed = await code_typed(owner, where, app.code())
    assert slowed.status_code == 422 and text("Too many wrong codes were typed for this account.") in words(slowed)
    assert (await code_typed(owner, where, app.codes[0])).status_code == 303
    clock.advance(throttle.CODES[0].window)
    owner, where = await password_typed(portal, place="198.18.1.2")
    assert (await code_typed(owner, where, app.code())).status_code == 303


async def test_a_try_without_the_password_leads_nowhere(portal: Portal) -> None:
    await with_app(portal)
    browser = await anonymous(portal)
    for purpose in ("sign-in", "add"):
        answer = await browser.post("/sign-in/password", {"purpose": purpose})
        assert answer.status_code in (303, 404) and "/sign-in/password/" not in answer.headers.get("location", "")
    assert (await browser.post("/sign-in/authenticator")).status_code == 404, "no way in by itself"


async def test_what_is_kept_opens_nothing(portal: Portal) -> None:
    """A stolen table gives neither the secret nor a recovery code."""
    app = await with_app(portal)
    kept = [bytes(row["sealed"]) for row in await Means.select().where(Means.name == "authenticator")]
    assert len(kept) == 1
    for open_text in (app.secret, app.secret.hex().encode(), *(code.encode() for code in app.codes)):
        assert open_text not in kept[0]


async def test_step_up_by_the_code(portal: Portal) -> None:
    app = await with_app(portal)
    shown = unescape((await app.browser.get("/step-up?level=substantial")).text)
    assert "/sign-in/authenticator" in shown and "/sign-in/password" in shown and "/sign-in/passkey" not in shown
    where = await begun(app.browser, "authenticator", purpose="step-up", next="/inbox")
    assert (await code_typed(app.browser, where, app.code())).headers["location"] == "/inbox"
    assert [row["level"] for row in await Session.select() if row["means"] == "authenticator"] == ["substantial"]


@pytest.mark.parametrize("typed", [PASSWORD, "bu deyil"])
async def test_step_up_by_the_password_asks_for_both(portal: Portal, typed: str) -> None:
    app = await with_app(portal)
    where = await begun(app.browser, "password", purpose="step-up", next="/inbox")
    await app.browser.get(where)
    early = await app.browser.post(where, {"code": app.code()})
    assert early.status_code == 422, "the code alone is not the password"
    asked = await app.browser.post(where, {"password": typed})
    if typed != PASSWORD:
        assert asked.status_code == 422 and text("This is not your password.") in words(asked)
        return
    assert asked.status_code == 200
    assert (await code_typed(app.browser, where, app.code())).headers["location"] == "/inbox"


async def test_another_ones_code_is_not_mine(portal: Portal) -> None:
    app = await with_app(portal)
    leyla = await portal.signed_in("leyla")
    answer = await leyla.post("/sign-in/authenticator", {"purpose": "step-up"})
    assert answer.status_code == 422 and await Account.count() > 1 and app.codes
