"""Signing in: back to where one was, no longer than one's password holds, and no trace of what is secret."""

from __future__ import annotations

import datetime as dt

import pytest
import structlog.testing
from argon2 import PasswordHasher
from xidmet import clock
from xidmet.auth import passwords
from xidmet.auth.throttle import SIGN_IN_PAIR
from xidmet.errors import XidmetError
from xidmet.store import accounts
from xidmet.store.tables import Throttle
from xidmet_ui.pages import sign_up

from tests.limits import window_begins
from tests.ui.answered import is_error, is_page, text
from tests.ui.browser import Portal, hidden
from tests.ui.people import PASSWORD, PERSON, anonymous, registered, somebody


@pytest.mark.parametrize("wanted", ["/my-cases?service=a&q=b", "/my-data/checked", "/my-cases?q=iş+yeri%26"])
async def test_one_comes_back_to_the_very_page(portal: Portal, wanted: str) -> None:
    """With the whole of its query: the rest of the address after & belongs to it too."""
    visitor = portal.browser()
    sent = await visitor.get(wanted)
    page = await visitor.get(sent.headers["location"])
    entered = await visitor.post("/sign-in/demo", {"person": "leyla", "next": hidden(page.text, "next")})
    back = await visitor.get(entered.headers["location"])
    assert back.status_code == 200
    assert back.request.url == visitor.client.base_url.join(wanted)


async def test_after_a_post_one_comes_back_to_the_page_it_was_made_on(portal: Portal) -> None:
    visitor = await somebody(portal, "anonymous")
    answer = await visitor.post("/acting", {}, headers={"Referer": "http://localhost:8000/account"})
    assert answer.headers["location"] == "/sign-in?next=/account"


async def test_a_machine_is_not_sent_to_a_page(portal: Portal) -> None:
    leyla = await portal.signed_in("leyla")
    assert (await leyla.get("/my-cases")).status_code == 200
    clock.advance(dt.timedelta(hours=2))
    assert (await leyla.get("/my-cases")).headers["location"] == "/sign-in?next=/my-cases"


async def test_guessing_is_slowed_and_holds_nobody_else_up(portal: Portal) -> None:
    await registered(portal, confirmed=True)
    thief = portal.browser(place="198.18.8.1")
    await thief.get("/sign-in")
    window_begins(SIGN_IN_PAIR)
    for _try in range(SIGN_IN_PAIR.most):
        assert (await thief.post("/sign-in", {"email": PERSON["email"], "password": "bu deyil"})).status_code == 422
    slowed = await thief.post("/sign-in", {"email": PERSON["email"], "password": PASSWORD})
    is_page(slowed, 429, text("There were too many tries."))
    assert int(slowed.headers["retry-after"]) > 0
    owner = portal.browser(place="198.18.8.2")
    await owner.get("/sign-in")
    assert (await owner.post("/sign-in", {"email": PERSON["email"], "password": PASSWORD})).status_code == 303


async def test_tries_are_counted_without_the_address_and_by_the_whole_of_it(portal: Portal) -> None:
    visitor = await somebody(portal, "anonymous")
    for last in "ab":
        await visitor.post("/sign-in", {"email": f"{'x' * 180}{last}@numune.example", "password": "bu deyil"})
    buckets = [row["bucket"] for row in await Throttle.select() if row["bucket"].startswith("sign-in")]
    assert len(buckets) == 5, "the place, and each address for itself, here and everywhere"
    assert "xxx" not in str(buckets) and "numune" not in str(buckets)


async def test_a_fault_is_logged_without_what_is_secret(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    """One-time links and documents' numbers stand in paths; a log is read by others."""

    async def breaks(*_given: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(sign_up, "page", breaks)
    with structlog.testing.capture_logs() as logs:
        is_error(await portal.browser().get("/sign-up/confirm/SECRET-LINK?next=SECRET"), XidmetError)
    (event,) = [entry for entry in logs if entry["event"] == "unforeseen error"]
    assert event["route"] == "/sign-up/confirm/{token}" and "SECRET" not in str(event)


async def test_a_digest_of_older_days_is_made_anew(portal: Portal) -> None:
    """When somebody signs in, for only then is the password at hand."""
    await registered(portal, confirmed=True)
    account = await accounts.by_email(PERSON["email"])
    assert account is not None
    weak = PasswordHasher(time_cost=1, memory_cost=32, parallelism=1).hash(PASSWORD)
    assert passwords.is_outdated(weak)
    await accounts.set_password(account.id, weak)
    for _twice in range(2):
        visitor = await anonymous(portal)
        answer = await visitor.post("/sign-in", {"email": PERSON["email"], "password": PASSWORD})
        assert answer.status_code == 303
        after = await accounts.person(account.id)
        assert after is not None and not passwords.is_outdated(after.password)


async def test_signing_out_clears_what_the_browser_kept(portal: Portal) -> None:
    leyla = await portal.signed_in("leyla")
    assert (await leyla.post("/sign-out")).headers["clear-site-data"] == '"cache", "storage"'


async def test_a_password_is_taken_as_it_was_typed(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sign for sign: blanks at its ends and capitals are part of it."""
    typed = " Dörd  söz bir Parol "
    monkeypatch.setitem(PERSON, "password", typed)
    await registered(portal, confirmed=True)
    for password, status in ((typed.strip(), 422), (typed.lower(), 422), (" ".join(typed.split()), 422), (typed, 303)):
        visitor = await anonymous(portal)
        answer = await visitor.post("/sign-in", {"email": PERSON["email"], "password": password})
        assert answer.status_code == status, password
