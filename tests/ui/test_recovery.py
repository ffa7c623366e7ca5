"""A forgotten password and another e-mail address: by links that work once, and that tell no stranger anything."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from email import message_from_bytes, policy
from typing import Any

import pytest
from xidmet import clock
from xidmet.auth.my_email import UNDO_HOLDS
from xidmet.auth.my_password import LINK_HOLDS, send_link
from xidmet.auth.throttle import RECOVERY
from xidmet.settings import Settings
from xidmet.store import accounts, mailbox
from xidmet.store.tables import Account, Effect, Message, Session

from tests.limits import window_begins
from tests.ui.answered import text, words
from tests.ui.browser import Browser, Portal, portal_on
from tests.ui.people import PASSWORD, PERSON, anonymous, registered
from tests.ui.test_authenticator import with_app
from tests.ui.trial_means import Trial, begun, claimed, offer, signed_in_by

NEW_PASSWORD = "tamam başqa uzun bir parol"
MINE, OTHER, NOBODYS = PERSON["email"], "ikinci@numune.example", "hec-kim@numune.example"


async def letters(portal: Portal, address: str) -> list[tuple[str, str]]:
    """(subject, path of its link), newest first."""
    await portal.settle()
    found = []
    for one in await mailbox.letters():
        if one.to == address:
            letter = await mailbox.letter(one.message_id)
            assert letter is not None
            mail: Any = message_from_bytes(letter.source, policy=policy.default)
            link = re.search(r"http://localhost:8000(/\S+)", mail.get_body(("plain",)).get_content())
            found.append((one.subject, link[1] if link else ""))
    return found


async def link(portal: Portal, address: str, subject: str) -> str:
    return next(path for told, path in await letters(portal, address) if told == text(subject))


async def forgotten(portal: Portal, address: str = MINE) -> str:
    """What the page said."""
    browser = await anonymous(portal)
    answer = await browser.post("/recover", {"email": address})
    assert answer.headers["location"] == "/recover/sent"
    return words(await browser.get("/recover/sent"))


async def password_opens(portal: Portal, password: str) -> bool:
    browser = await anonymous(portal)
    return (await browser.post("/sign-in", {"email": MINE, "password": password})).status_code == 303


async def test_a_forgotten_password_is_set_anew_once(portal: Portal) -> None:
    owner = await registered(portal, confirmed=True)
    await forgotten(portal)
    path = await link(portal, MINE, "Set a new password")
    browser = await anonymous(portal)
    assert (await browser.get(path)).status_code == 200 == (await browser.get(path)).status_code, (
        "looking spends nothing"
    )
    for weak in ("", "qısa", "Password2024!", MINE):
        assert (await browser.post(path, {"password": weak})).status_code == 422, "and the link still works"
    assert (await browser.post(path, {"password": NEW_PASSWORD})).headers["location"] == "/sign-in?done=password"
    assert (await browser.get("/account")).status_code == 303, "nobody is signed in by a letter"
    assert (await owner.get("/account")).status_code == 303, "every session ended"
    assert await password_opens(portal, NEW_PASSWORD) and not await password_opens(portal, PASSWORD)
    assert (await browser.post(path, {"password": "daha bir uzun parol söz"})).status_code == 410
    assert text("Your password was changed") in [told for told, _path in await letters(portal, MINE)]


async def test_nothing_tells_who_has_an_account(portal: Portal) -> None:
    """The same page for everybody, and the page itself looks nothing up: the worker does."""
    await registered(portal, confirmed=True)
    assert await forgotten(portal, MINE) == await forgotten(portal, NOBODYS)
    kinds = [row["kind"] for row in await Effect.select() if row["kind"] == "recover"]
    assert len(kinds) == 2 and await letters(portal, NOBODYS) == []


async def test_the_app_is_still_asked_for(portal: Portal) -> None:
    await with_app(portal)
    await forgotten(portal)
    browser = await anonymous(portal)
    assert (await browser.post(await link(portal, MINE, "Set a new password"), {"password": NEW_PASSWORD})).is_redirect
    await browser.get("/sign-in")
    answer = await browser.post("/sign-in", {"email": MINE, "password": NEW_PASSWORD})
    assert answer.headers["location"].startswith("/sign-in/password/")
    assert (await browser.get("/account")).status_code == 303


async def test_a_link_ends(portal: Portal) -> None:
    await registered(portal, confirmed=True)
    await forgotten(portal)
    old = await link(portal, MINE, "Set a new password")
    await forgotten(portal)
    newer = await link(portal, MINE, "Set a new password")
    browser = await anonymous(portal)
    assert (await browser.post(old, {"password": NEW_PASSWORD})).status_code == 410, "the newest alone works"
    clock.advance(LINK_HOLDS + dt.timedelta(seconds=1))
    await browser.get("/recover")
    assert (await browser.post(newer, {"password": NEW_PASSWORD})).status_code == 410
    assert await password_opens(portal, PASSWORD)


async def test_two_who_open_one_link_at_once(settings: Settings) -> None:
    async with portal_on(settings) as portal:
        await registered(portal, confirmed=True)
        await forgotten(portal)
        path = await link(portal, MINE, "Set a new password")
        pair = [await anonymous(portal) for _one in range(2)]
        answers = await asyncio.gather(*(one.post(path, {"password": NEW_PASSWORD}) for one in pair))
        assert sorted(answer.status_code for answer in answers) == [303, 410]


async def test_an_account_without_a_password_gets_none_by_a_letter(portal: Portal) -> None:
    await forgotten(portal, "leyla@numune.example")
    assert [path for told, path in await letters(portal, "leyla@numune.example")] == ["/sign-in"]


async def test_the_letter_is_sent_once_though_its_worker_was_killed(portal: Portal) -> None:
    await registered(portal, confirmed=True)
    for _time in range(2):
        await send_link(MINE, "recover:once")
    assert await Message.count().where(Message.subject == text("Set a new password")) == 1


async def test_letters_are_not_sent_without_end(portal: Portal) -> None:
    window_begins(RECOVERY)
    browser = await anonymous(portal)
    statuses = [(await browser.post("/recover", {"email": NOBODYS})).status_code for _try in range(RECOVERY.most + 1)]
    assert statuses == [303] * RECOVERY.most + [429], "known or not"


async def moving(portal: Portal, browser: Browser, address: str = OTHER) -> None:
    await browser.get("/account/email")
    answer = await browser.post("/account/email", {"email": address})
    assert answer.headers["location"] == "/account/email/sent", words(answer)


async def test_a_new_address_counts_once_it_is_confirmed(portal: Portal) -> None:
    browser = await registered(portal, confirmed=True)
    await moving(portal, browser)
    assert MINE in words(await browser.get("/account"))
    path = await link(portal, OTHER, "Confirm your e-mail address")
    elsewhere = await anonymous(portal)
    assert (await elsewhere.get(path)).status_code == 200 and MINE in words(await browser.get("/account"))
    assert (await elsewhere.post(path)).status_code == 303
    assert OTHER in words(await browser.get("/account"))
    assert (await elsewhere.post(path)).status_code == 410


@pytest.mark.parametrize("confirmed", [False, True])
async def test_the_old_address_undoes_it(portal: Portal, confirmed: bool) -> None:
    thief = await registered(portal, confirmed=True)
    await moving(portal, thief)
    path = await link(portal, OTHER, "Confirm your e-mail address")
    undo = await link(portal, MINE, "The e-mail address of your account is being changed")
    owner = await anonymous(portal)
    if confirmed:
        assert (await owner.post(path)).status_code == 303
    clock.advance(dt.timedelta(days=1))
    await owner.get(undo)
    assert (await owner.post(undo)).headers["location"] == "/sign-in?done=email"
    assert await accounts.by_email(MINE) is not None and await accounts.by_email(OTHER) is None
    assert (await owner.post(path)).status_code == 410 == (await owner.post(undo)).status_code
    goes_on = Session.account.is_not_null() & (Session.ends_at > clock.now())
    assert await Session.count().where(goes_on) == 0


async def test_undoing_has_an_end(portal: Portal) -> None:
    browser = await registered(portal, confirmed=True)
    await moving(portal, browser)
    undo = await link(portal, MINE, "The e-mail address of your account is being changed")
    clock.advance(UNDO_HOLDS + dt.timedelta(seconds=1))
    owner = await anonymous(portal)
    assert (await owner.post(undo)).status_code == 410


async def test_the_address_of_somebody_else_is_not_taken(portal: Portal) -> None:
    """The page says the same, and the letter goes to the one whose address it is."""
    browser = await registered(portal, confirmed=True)
    await moving(portal, browser, "leyla@numune.example")
    told = await letters(portal, "leyla@numune.example")
    assert told == [(text("Somebody gave your e-mail address"), "/sign-in")]
    assert await Account.count().where(Account.email == "leyla@numune.example") == 1


async def test_two_accounts_that_confirm_one_address(portal: Portal) -> None:
    browser, leyla = await registered(portal, confirmed=True), await portal.signed_in("leyla")
    links = []
    for one in (browser, leyla):
        await moving(portal, one)
        links.append(await link(portal, OTHER, "Confirm your e-mail address"))
    answers = [(await browser.post(path)).status_code for path in links]
    assert answers == [303, 410] and await Account.count().where(Account.email == OTHER) == 1


@pytest.mark.parametrize("typed", ["", "x", "a@b", "a@b.example\nBcc: c@d.example", "x" * 300 + "@numune.example"])
async def test_no_address(portal: Portal, typed: str) -> None:
    browser = await registered(portal, confirmed=True)
    await browser.get("/account/email")
    assert (await browser.post("/account/email", {"email": typed})).status_code == 422


async def test_who_came_by_a_certificate_is_asked_for_an_address(portal: Portal) -> None:
    offer(portal, Trial())
    browser = await anonymous(portal)
    asked = await signed_in_by(browser, "6ZZ9ZZ8")
    page = await browser.get(asked.headers["location"])
    assert text("Not now") in words(page) and 'href="/account"' in page.text
    assert (await claimed(browser, await begun(browser, purpose="add"), "6ZZ9ZZ8", "card-2")).status_code == 303
    await portal.settle()
    assert await Message.count().where(Message.channel == "email") == 0, "no letter to nobody"
    await moving(portal, browser)
    assert (await browser.post(await link(portal, OTHER, "Confirm your e-mail address"))).status_code == 303
    assert OTHER in words(await browser.get("/account"))


@pytest.mark.parametrize("after", ["https://evil.example/", "//evil.example", "/\\evil", "javascript:alert(1)"])
async def test_not_now_leads_to_this_site(portal: Portal, after: str) -> None:
    offer(portal, Trial())
    browser = await anonymous(portal)
    await signed_in_by(browser, "6ZZ9ZZ8")
    page = await browser.client.get("/account/email", params={"next": after})
    assert page.status_code == 200 and "evil" not in page.text.partition("<main")[2].partition("</main>")[0]
    assert "javascript:" not in page.text
