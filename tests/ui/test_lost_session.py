"""Whoever sends a page with a session that is over signs in, and finds their text again, which nobody has saved."""

from __future__ import annotations

import datetime as dt
from html import unescape

import httpx
import pytest
from xidmet import clock
from xidmet.auth.throttle import UNSENT
from xidmet.store.tables import Case, Session, Unsent
from xidmet_ui.pages.unsent import AGAIN

from tests.ui.answered import text, words
from tests.ui.browser import Browser, Portal, hidden

LATER = dt.timedelta(hours=2)
MAIL = "tezə@numune.example"
PAGE = {"HX-Request": "true", "HX-Request-Type": "partial"}


async def signed_out(portal: Portal, browser: Browser) -> None:
    """Elsewhere, or by the clock: the browser still holds its cookie, which opens nothing any more."""
    await Session.delete(force=True)


async def lose(portal: Portal, browser: Browser, number: str, **more: str) -> httpx.Response:
    shown = await browser.get(f"/cases/{number}/fill/contact")
    stand = {name: hidden(shown.text, name) for name in ("version", "seen", "window")}
    await signed_out(portal, browser)
    return await browser.post(f"/cases/{number}/fill/contact", {**stand, "email": MAIL, "copy": "yes", **more})


async def sign_in_there(browser: Browser, person: str, sent: httpx.Response) -> httpx.Response:
    """Sign in on the page to which the post led; what is shown then."""
    shown = await browser.get(sent.headers["location"])
    entered = await browser.post("/sign-in/demo", {"person": person, "next": hidden(shown.text, "next")})
    return await browser.get(entered.headers["location"])


async def stored(number: str) -> str:
    return str((await Case.select(Case.typed).where(Case.number == number))[0]["typed"])


async def test_the_text_is_there_again_and_saved_when_sent(portal: Portal, leyla_there: Browser) -> None:
    number = await leyla_there.open()
    sent = await lose(portal, leyla_there, number)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/sign-in?next=/cases/{number}/fill/contact")
    assert "nə yazmısınızsa" in words(await leyla_there.get(sent.headers["location"]))
    shown = await sign_in_there(leyla_there, "leyla", sent)
    assert text(AGAIN) in words(shown) and f'value="{MAIL}"' in shown.text
    assert MAIL not in await stored(number), "not before the button is pressed"
    fields = {name: hidden(shown.text, name) for name in ("version", "seen", "window")}
    saved = await leyla_there.post(f"/cases/{number}/fill/contact", {**fields, "email": MAIL, "copy": "yes"})
    assert saved.status_code == 303 and MAIL in await stored(number)
    assert await Unsent.count() == 0
    assert text(AGAIN) not in words(await leyla_there.get(f"/cases/{number}/fill/contact"))


async def test_it_can_be_discarded_on_purpose(portal: Portal, leyla_there: Browser) -> None:
    number = await leyla_there.open()
    await leyla_there.fill(number, "contact", 1, email="evvelki@numune.example", copy="yes")
    shown = await sign_in_there(leyla_there, "leyla", await lose(portal, leyla_there, number))
    assert 'form="answers" name="op" value="forget"' in shown.text and MAIL in shown.text
    before = await stored(number)
    fields = {name: hidden(shown.text, name) for name in ("version", "seen", "window")}
    where = f"/cases/{number}/fill/contact"
    gone = await leyla_there.post(where, {**fields, "email": MAIL, "copy": "yes", "op": "forget"})
    assert (gone.status_code, gone.headers["location"]) == (303, where)
    assert await Unsent.count() == 0 and await stored(number) == before
    now = await leyla_there.get(where)
    assert MAIL not in now.text and "evvelki@numune.example" in now.text and 'value="forget"' not in now.text


async def test_somebody_else_sees_nothing_of_it(portal: Portal, leyla_there: Browser) -> None:
    number = await leyla_there.open()
    shown = await sign_in_there(leyla_there, "kamran", await lose(portal, leyla_there, number))
    assert shown.status_code == 404 and MAIL not in shown.text
    other = await portal.signed_in("leyla")
    assert MAIL not in (await other.get(f"/cases/{number}/fill/contact")).text, "it is in the other browser's hand"


async def test_what_was_answered_elsewhere_meanwhile_is_not_overwritten(portal: Portal, leyla_there: Browser) -> None:
    number = await leyla_there.open()
    sent = await lose(portal, leyla_there, number)
    other = await portal.signed_in("leyla")
    assert (await other.fill(number, "contact", 1, email="basqa@numune.example", copy="yes")).status_code == 303
    shown = await sign_in_there(leyla_there, "leyla", sent)
    fields = {name: hidden(shown.text, name) for name in ("version", "seen", "window")}
    answer = await leyla_there.post(f"/cases/{number}/fill/contact", {**fields, "email": MAIL, "copy": "yes"})
    assert answer.status_code == 409 and "basqa@numune.example" in answer.text and MAIL in answer.text
    assert "basqa@numune.example" in await stored(number)


async def test_it_is_gone_after_an_hour_and_after_signing_out(portal: Portal, leyla_there: Browser) -> None:
    number = await leyla_there.open()
    sent = await lose(portal, leyla_there, number)
    shown = await sign_in_there(leyla_there, "leyla", sent)
    assert MAIL in shown.text
    clock.advance(dt.timedelta(minutes=61))
    renewed = await portal.signed_in("leyla")
    assert MAIL not in (await renewed.get(f"/cases/{number}/fill/contact")).text
    assert MAIL not in (await leyla_there.get(f"/cases/{number}/fill/contact")).text


async def test_signing_out_makes_an_end_of_it(portal: Portal, leyla_there: Browser) -> None:
    number = await leyla_there.open()
    await sign_in_there(leyla_there, "leyla", await lose(portal, leyla_there, number))
    assert await Unsent.count() == 1
    await leyla_there.post("/sign-out")
    assert await Unsent.count() == 0


async def test_nothing_readable_lies_in_the_store(portal: Portal, leyla_there: Browser) -> None:
    await lose(portal, leyla_there, await leyla_there.open(), email="acar.soz@numune.example")
    [row] = await Unsent.select()
    assert b"acar.soz" not in bytes(row["sealed"])


FOREIGN = [{"Origin": "https://xidmet.example"}, {"Sec-Fetch-Site": "cross-site"}]
OTHER_KINDS = [{"json": {"email": MAIL}}, {"content": b"email=%ff", "headers": {"Content-Type": "text/plain"}}]
BODY = {"headers": {"Content-Type": "application/x-www-form-urlencoded"}}
UNREADABLE = [
    {"content": b"email=%00", **BODY},
    {"content": b"a=" + b"b" * 400_000, **BODY},
    {"content": b"\xff", **BODY},
]


@pytest.mark.parametrize(
    "more", [*({"data": {"email": MAIL}, "headers": one} for one in FOREIGN), *OTHER_KINDS, *UNREADABLE]
)
async def test_from_elsewhere_or_of_another_kind_nothing_is_kept(
    portal: Portal, leyla_there: Browser, more: dict[str, object]
) -> None:
    number = await leyla_there.open()
    await signed_out(portal, leyla_there)
    answer = await leyla_there.client.post(f"/cases/{number}/fill/contact", **more)  # type: ignore[arg-type]
    assert answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")
    assert await Unsent.count() == 0


async def test_one_place_cannot_fill_the_store(portal: Portal) -> None:
    for _try in range(UNSENT.most + 5):
        stranger = portal.browser()
        assert (await stranger.post("/cases/2026-00000001/fill/contact", {"email": MAIL})).status_code == 303
    assert await Unsent.count() == UNSENT.most


async def test_autosave_says_what_happened_and_stays(portal: Portal, leyla_there: Browser) -> None:
    number = await leyla_there.open()
    await signed_out(portal, leyla_there)
    answer = await leyla_there.post(f"/cases/{number}/keep/contact", {"email": MAIL}, headers=PAGE)
    assert answer.status_code == 200 and "location" not in answer.headers and "hx-redirect" not in answer.headers
    assert 'hx-target="#saved"' in answer.text and text(SIGNED_OUT) in unescape(answer.text)
    gone = await leyla_there.post(f"/cases/{number}/fill/contact", {"email": MAIL, "op": "next"}, headers=PAGE)
    assert gone.headers["hx-redirect"] == f"/sign-in?next=/cases/{number}/fill/contact"


SIGNED_OUT = "You were signed out. Press “Continue”: you sign in, and nothing typed is lost."
