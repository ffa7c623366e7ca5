"""My ways to sign in: changed only after a fresh proof, never the last one lost, and everybody else signed out."""

from __future__ import annotations

import asyncio
import datetime as dt
import re

import httpx
import pytest
from xidmet import clock
from xidmet.auth.sessions import FRESH
from xidmet.auth.throttle import OLD_PASSWORD
from xidmet.settings import Settings
from xidmet.store import mailbox
from xidmet.store.tables import Account, Means, Session

from tests.limits import window_begins
from tests.ui.answered import text, words
from tests.ui.browser import Browser, Portal, portal_on
from tests.ui.people import PASSWORD, PERSON, anonymous, registered
from tests.ui.trial_means import Trial, begun, claimed, offer, signed_in_by

NEW = "6ZZ9ZZ8"
NEW_PASSWORD = "tamam başqa uzun bir parol"
ONE = re.compile(r'href="(/account/means/[0-9a-f-]{36})"')


async def with_card(portal: Portal) -> Browser:
    """Somebody with a password and one means, who has just proved the FIN by it."""
    offer(portal, Trial())
    browser = await registered(portal, confirmed=True)
    assert (await claimed(browser, await begun(browser, purpose="add"), PERSON["fin"])).status_code == 303
    assert (await claimed(browser, await begun(browser, purpose="step-up"), PERSON["fin"])).status_code == 303
    await browser.get("/account/means")
    return browser


async def of(browser: Browser) -> list[str]:
    return ONE.findall((await browser.get("/account/means")).text)


async def entered(portal: Portal, password: str) -> Browser:
    browser = await anonymous(portal)
    assert (await browser.post("/sign-in", {"email": PERSON["email"], "password": password})).status_code == 303
    await browser.get("/account")
    return browser


async def subjects(portal: Portal, address: str = PERSON["email"]) -> list[str]:
    await portal.settle()
    return [letter.subject for letter in await mailbox.letters() if letter.to == address]


def surer(answer: httpx.Response) -> str:
    """The level that is to be proved first."""
    found = re.match(r"/step-up\?level=(\w+)", answer.headers.get("location", ""))
    return found[1] if found else ""


async def test_what_i_have_and_what_is_proved(portal: Portal) -> None:
    browser = await with_card(portal)
    shown = words(await browser.get("/account/means"))
    for told in ("Trial", text("High"), PERSON["fin"], "the tests", text("It is set.")):
        assert told in shown
    assert text("A way to sign in was added to your account") in await subjects(portal)


async def test_who_comes_by_a_means_is_written_to_in_the_language_of_the_page(portal: Portal) -> None:
    offer(portal, Trial())
    browser = portal.browser("ru")
    await browser.get("/sign-in")
    assert (await signed_in_by(browser, NEW)).status_code == 303
    assert (await Account.select(Account.language).where(Account.fin == NEW)) == [{"language": "ru"}]


async def test_a_stolen_password_adds_nothing(portal: Portal) -> None:
    """Who came in by the weaker way must prove as much as the surest means can before adding, removing or changing."""
    browser = await with_card(portal)
    (card,) = await of(browser)
    thief = await entered(portal, PASSWORD)
    for path in ("/sign-in/trial", f"{card}/remove"):
        assert surer(await thief.post(path, {"purpose": "add"})) == "high", path
    assert surer(await thief.post("/account/email", {"email": "ogru@numune.example"})) == "high"
    assert surer(await thief.get("/account/email")) == "high"
    assert await Means.count() == 1


async def test_an_old_proof_is_no_proof(portal: Portal) -> None:
    browser = await with_card(portal)
    assert surer(await browser.get("/account/email")) == ""
    clock.advance(FRESH + dt.timedelta(seconds=1))
    assert surer(await browser.get("/account/email")) == "high"
    assert surer(await browser.post("/sign-in/trial", {"purpose": "add"})) == "high"
    assert (await claimed(browser, await begun(browser, purpose="step-up"), PERSON["fin"])).status_code == 303
    assert surer(await browser.get("/account/email")) == ""


async def test_with_a_password_alone_it_is_asked_again(portal: Portal) -> None:
    browser = await registered(portal, confirmed=True)
    clock.advance(FRESH + dt.timedelta(seconds=1))
    assert surer(await browser.get("/account/email")) == "low"
    where = await begun(browser, "password", purpose="step-up", next="/account/email")
    assert (await browser.post(where, {"password": "bu deyil"})).status_code == 422
    assert (await browser.post(where, {"password": PASSWORD})).headers["location"] == "/account/email"
    assert (await browser.get("/account/email")).status_code == 200


async def test_a_name_of_ones_own(portal: Portal) -> None:
    browser = await with_card(portal)
    (card,) = await of(browser)
    await browser.post(f"{card}/rename", {"label": "  Mənim <b>kartım</b>  " + "x" * 99})
    shown = await browser.get("/account/means")
    assert "Mənim &lt;b&gt;kartım" in shown.text and "x" * 60 not in shown.text


async def test_removed_it_opens_no_more_and_others_are_signed_out(portal: Portal) -> None:
    browser = await with_card(portal)
    other = await entered(portal, PASSWORD)
    (card,) = await of(browser)
    assert (await browser.post(f"{card}/remove")).headers["location"] == "/account/means?done=removed"
    assert await of(browser) == [] and (await other.get("/account")).status_code == 303
    assert text("A way to sign in was removed from your account") in await subjects(portal)
    assert (await browser.post(f"{card}/remove")).status_code == 404


async def test_somebody_elses_means_are_nobodys_business(portal: Portal) -> None:
    browser = await with_card(portal)
    (card,) = await of(browser)
    leyla = await portal.signed_in("leyla")
    for path in (f"{card}/rename", f"{card}/remove"):
        assert (await leyla.post(path, {"label": "x"})).status_code == 404
    assert (await leyla.get(card)).status_code == 404 and await of(browser) == [card]


async def test_the_last_way_in_stays(settings: Settings) -> None:
    """Also when two requests remove the last two at the same moment."""
    async with portal_on(settings) as portal:
        offer(portal, Trial())
        browser = await anonymous(portal)
        await signed_in_by(browser, NEW)
        (card,) = await of(browser)
        refused = await browser.post(f"{card}/remove")
        assert refused.status_code == 409 and text("This is your last way to sign in, so it stays.") in words(refused)
        assert (await claimed(browser, await begun(browser, purpose="add"), NEW, "card-2")).status_code == 303
        cards = await of(browser)
        answers = await asyncio.gather(*(browser.post(f"{one}/remove") for one in cards))
        assert sorted(answer.status_code for answer in answers) == [303, 409]
        assert len(await of(browser)) == 1


PASSWORDS = (
    ({"old": PASSWORD, "password": NEW_PASSWORD}, 303),
    ({"old": "bu deyil", "password": NEW_PASSWORD}, 422),
    ({"old": "", "password": NEW_PASSWORD}, 422),
    ({"password": NEW_PASSWORD}, 422),
    ({"old": PASSWORD, "password": "Password2024!"}, 422),
    ({"old": PASSWORD, "password": "qısa"}, 422),
    ({"old": PASSWORD, "password": PERSON["email"]}, 422),
)


@pytest.mark.parametrize(("typed", "status"), PASSWORDS)
async def test_the_password_is_changed_with_the_old_one(portal: Portal, typed: dict[str, str], status: int) -> None:
    browser = await registered(portal, confirmed=True)
    other = await entered(portal, PASSWORD)
    clock.advance(FRESH + dt.timedelta(seconds=1))
    await browser.get("/account/password")
    before = await Account.select(Account.password).where(Account.email == PERSON["email"])
    assert (await browser.post("/account/password", typed)).status_code == status
    same = before == await Account.select(Account.password).where(Account.email == PERSON["email"])
    assert same == (status != 303)
    assert ((await other.get("/account")).status_code == 200) == same
    assert (await browser.get("/account")).status_code == 200
    assert (text("Your password was changed") in await subjects(portal)) != same


async def test_the_password_is_no_proof_for_its_own_change(portal: Portal) -> None:
    """Whoever finds a browser in which somebody has just signed in by it does not know it."""
    await registered(portal, confirmed=True)
    browser = await entered(portal, PASSWORD)
    assert 'name="old"' in (await browser.get("/account/password")).text
    assert (await browser.post("/account/password", {"password": NEW_PASSWORD})).status_code == 422
    assert (await browser.post("/account/password", {"old": PASSWORD, "password": NEW_PASSWORD})).status_code == 303


async def test_another_fresh_proof_stands_for_the_old_password(portal: Portal) -> None:
    offer(portal, Trial())
    browser = await anonymous(portal)
    await signed_in_by(browser, NEW)
    await browser.get("/account/password")
    assert (await browser.post("/account/password", {"password": NEW_PASSWORD})).status_code == 303
    clock.advance(FRESH + dt.timedelta(seconds=1))
    await browser.get("/account")
    assert 'name="old"' in (await browser.get("/account/password")).text


async def test_a_surer_proof_outlives_a_lesser_one_while_it_is_fresh(portal: Portal) -> None:
    browser = await with_card(portal)

    async def by_password() -> str:
        where = await begun(browser, "password", purpose="step-up")
        await browser.get(where)
        assert (await browser.post(where, {"password": PASSWORD})).status_code == 303
        (row,) = await Session.select().where(Session.account.is_not_null())
        return str(row["level"])

    clock.advance(FRESH - dt.timedelta(seconds=1))
    assert await by_password() == "high" and (await browser.get("/account/email")).status_code == 200
    clock.advance(dt.timedelta(seconds=2))
    assert surer(await browser.get("/account/email")) == "high", "the password did not make it last"
    assert await by_password() == "low"


async def test_the_old_password_is_not_guessed_there(portal: Portal) -> None:
    browser = await registered(portal, confirmed=True)
    clock.advance(FRESH + dt.timedelta(seconds=1))
    window_begins(OLD_PASSWORD)
    await browser.get("/account/password")
    typed = {"old": "bu deyil", "password": NEW_PASSWORD}
    statuses = [(await browser.post("/account/password", typed)).status_code for _try in range(11)]
    assert statuses == [422] * 10 + [429]


async def test_a_try_begun_before_ends_with_the_password(portal: Portal) -> None:
    """A thief who was asked for the code cannot finish after the owner has changed the password."""
    browser = await registered(portal, confirmed=True)
    thief = await entered(portal, PASSWORD)
    where = await begun(thief, "password", purpose="step-up")
    await browser.post("/account/password", {"old": PASSWORD, "password": NEW_PASSWORD})
    assert (await thief.get(where)).status_code == 404
    assert await Session.count().where(Session.account.is_not_null()) == 1
