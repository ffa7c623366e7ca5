"""The same post again, an old page, a token that belongs elsewhere: one result, told clearly, nothing overwritten."""

from __future__ import annotations

import asyncio

import httpx
import pytest
import xidmet.cases.open as opening
from xidmet.errors import BadInput, Conflict, Stale
from xidmet.settings import Settings
from xidmet.store.tables import Case, Issued, JournalRow, Message

from tests.core.certificate import token
from tests.ui import kept
from tests.ui.answered import is_error, is_page, text
from tests.ui.browser import CONTACT, SLUG, Browser, Portal, hidden, portal_on


async def test_an_old_page_keeps_what_was_typed_and_says_why(leyla_there: Browser) -> None:
    number = await leyla_there.open()
    assert (await leyla_there.fill(number, "contact", 1, **CONTACT)).status_code == 303
    before = await kept.everything()
    answer = await leyla_there.fill(number, "contact", 1, email="other@numune.example", copy="no")
    is_page(answer, 409, text(Conflict.why))
    assert 'value="other@numune.example"' in answer.text
    assert await kept.everything() == before
    again = {"email": "other@numune.example", "copy": "no"}
    sent = await leyla_there.fill(number, "contact", int(hidden(answer.text, "version")), **again)
    assert sent.status_code == 303, "the page that was given back can be sent"


@pytest.mark.parametrize("language", ["az", "en", "ru"])
async def test_an_old_page_confirms_nothing(portal: Portal, language: str) -> None:
    leyla = await portal.signed_in("leyla", language)
    number = await leyla.draft()
    before = await kept.everything()
    for version in (1, 3, 5, 999_999_999):
        is_error(await leyla.confirm(number, version), Stale, language)
    assert await kept.everything() == before


@pytest.mark.parametrize("version", ["", "-4", "4.0", "four", "٤", "1e9", "9" * 40])
async def test_a_version_that_is_none(leyla_there: Browser, version: str) -> None:
    number = await leyla_there.draft()
    before, fields = await kept.everything(), {"token": token(), "move": "confirm", "version": version}
    is_error(await leyla_there.post(f"/cases/{number}/review", fields), BadInput)
    is_error(await leyla_there.post(f"/cases/{number}/fill/contact", {**CONTACT, "version": version}), BadInput)
    assert await kept.everything() == before


@pytest.mark.parametrize("once", ["", "short", "t" * 65, "\x00" * 20])
async def test_without_a_proper_token_nothing_begins_or_moves(leyla_there: Browser, once: str) -> None:
    number = await leyla_there.draft()
    before, fields = await kept.everything(), {"token": once, "version": "4", "move": "confirm"}
    for path in (f"/services/{SLUG}/start", f"/cases/{number}/review"):
        is_page(await leyla_there.post(path, fields), 400)
    assert await kept.everything() == before


async def test_the_same_post_again_leads_to_the_first_result(portal: Portal, leyla_there: Browser) -> None:
    number, once = await leyla_there.draft(), token()
    first = await leyla_there.confirm(number, once=once)
    await portal.settle()
    before = await kept.everything()
    again = await leyla_there.confirm(number, once=once)
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.headers["location"] == again.headers["location"] == f"/cases/{number}?done=confirm"
    await portal.settle()
    assert await kept.everything() == before


async def test_a_double_click_confirms_once_and_each_answer_is_the_first(settings: Settings) -> None:
    """On both engines: the answers come from posts that ran at the same time."""
    async with portal_on(settings) as portal:
        leyla = await portal.signed_in("leyla")
        number, once = await leyla.draft(), token()
        answers = await asyncio.gather(*(leyla.confirm(number, once=once) for _click in range(4)))
        await portal.settle()
        assert await Issued.count() == 1
        assert await JournalRow.count().where(JournalRow.kind == "issued") == 1
        assert await Message.count().where(Message.channel == "inbox") == 1
        assert seen(answers) == [(303, f"/cases/{number}?done=confirm")] * 4


async def test_a_double_click_opens_one_draft(settings: Settings) -> None:
    async with portal_on(settings) as portal:
        leyla = await portal.signed_in("leyla")
        fields = {"token": token()}
        answers = await asyncio.gather(*(leyla.post(f"/services/{SLUG}/start", fields) for _click in range(4)))
        assert await Case.count() == 1
        assert len(set(seen(answers))) == 1 and answers[0].status_code == 303


def seen(answers: list[httpx.Response]) -> list[tuple[int, str]]:
    return [(answer.status_code, answer.headers.get("location", "")) for answer in answers]


@pytest.mark.parametrize("spent_on", ["a confirmation", "an opening"])
async def test_a_token_that_was_spent_elsewhere_never_claims_success(
    portal: Portal, leyla_there: Browser, spent_on: str
) -> None:
    once = token()
    await spend(leyla_there, once, spent_on)
    number = await leyla_there.draft()
    await portal.settle()
    before = await kept.everything()
    answer = await leyla_there.confirm(number, once=once)
    await portal.settle()
    assert await kept.everything() == before
    assert answer.status_code in (400, 409), answer.headers.get("location")
    is_page(answer, answer.status_code)


async def spend(browser: Browser, once: str, spent_on: str) -> None:
    if spent_on == "an opening":
        answer = await browser.post(f"/services/{SLUG}/start", {"token": once})
    else:
        answer = await browser.confirm(await browser.draft(), once=once)
    assert answer.status_code == 303


async def test_the_token_of_a_confirmation_deactivates_nothing(portal: Portal, leyla_there: Browser) -> None:
    """Nobody may read "done" over a certificate that is still in force."""
    number, once = await leyla_there.draft(), token()
    assert (await leyla_there.confirm(number, once=once)).status_code == 303
    await portal.settle()
    before = await kept.everything()
    answer = await leyla_there.post(f"/cases/{number}/move/deactivate", {"version": "5", "token": once})
    assert await kept.everything() == before
    assert answer.status_code in (400, 409), answer.headers.get("location")


async def test_a_strangers_token_tells_nothing_about_the_strangers_case(portal: Portal, leyla_there: Browser) -> None:
    number, once = await leyla_there.draft(), token()
    assert (await leyla_there.confirm(number, once=once)).status_code == 303
    await portal.settle()
    kamran = await portal.signed_in("kamran")
    own = await kamran.open()
    before = await kept.everything()
    for answer in (
        await kamran.post(f"/services/{SLUG}/start", {"token": once}),
        await kamran.confirm(own, version=1, once=once),
    ):
        assert number not in answer.headers.get("location", "") and number not in answer.text
    assert await kept.everything() == before


async def test_a_page_of_the_form_sent_twice_goes_on_both_times(leyla_there: Browser) -> None:
    """A double click saves once; the second answer is the first one again, and not a quarrel with oneself."""
    number = await leyla_there.open()
    first = await leyla_there.fill(number, "contact", 1, **CONTACT)
    before = await kept.everything()
    again = await leyla_there.fill(number, "contact", 1, **CONTACT)
    assert seen([first, again]) == [(303, first.headers["location"])] * 2
    assert before["case_"] == (await kept.everything())["case_"]
    other = await leyla_there.fill(number, "contact", 1, email="other@numune.example", copy="no")
    assert other.status_code == 409, "but another text on the old page is a quarrel"


async def test_a_double_click_saves_a_page_once(settings: Settings) -> None:
    async with portal_on(settings) as portal:
        leyla = await portal.signed_in("leyla")
        number = await leyla.open()
        answers = await asyncio.gather(*(leyla.fill(number, "contact", 1, **CONTACT) for _click in range(3)))
        assert {answer.status_code for answer in answers} == {303}
        (row,) = await Case.select(Case.version)
        assert row["version"] == 2


async def test_a_number_that_is_taken_is_drawn_again(leyla_there: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = await leyla_there.open()
    drawn = iter([taken, taken, "2026-00000007"])
    monkeypatch.setattr(opening, "new_number", lambda: next(drawn))
    assert await leyla_there.open() == "2026-00000007"
    assert await Case.count() == 2
