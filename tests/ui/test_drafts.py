"""Drafts are shown apart, reminded of and removed; by hand at once. A sent case stays."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.cases import Case, Site, answer, find_case, open_case, open_site
from xidmet.cases.drafts import remove_draft, sweep_drafts
from xidmet.documents.files import one_piece
from xidmet.errors import NotAllowed, NotFound, Stale
from xidmet.jobs import Worker
from xidmet.settings import Settings
from xidmet.store import effects
from xidmet.store.tables import Case as Row
from xidmet.store.tables import Document, Effect, JournalValue, Message, Submission

from tests.conftest import signed_in
from tests.core.certificate import certificate, token
from tests.ui.answered import text, words
from tests.ui.browser import SLUG, Browser, Portal, hidden

DAY = dt.timedelta(days=1)


async def draft(site: Site, actor: Actor) -> Case:
    case = await open_case(site, actor, SLUG, token())
    return (await answer(site, actor, case.number, {"email": "gizli@numune.example"}, case.version)).case


async def settled(site: Site) -> None:
    worker = Worker(site)
    while await worker.once():
        pass


async def reminders() -> int:
    return int(await Effect.count().where(Effect.kind == "draft-reminder"))


async def is_there(number: str) -> bool:
    return bool(await Row.exists().where((Row.number == number) & (Row.party != "")))


async def test_reminded_of_then_removed_and_never_a_sent_one(site: Site, leyla: Actor) -> None:
    case, sent = await draft(site, leyla), await certificate(site, leyla)
    clock.advance(22 * DAY)
    assert await sweep_drafts(site) == 0
    clock.advance(2 * DAY)
    for _again in range(3):
        await sweep_drafts(site)
    assert await reminders() == 1
    await settled(site)
    told = await Message.select().where(Message.case == case.record.id)
    assert {row["channel"] for row in told} == {"inbox", "email"} and case.number in told[0]["text"]
    assert "silinəcək" in told[0]["text"], "in the person's language"
    clock.advance(6 * DAY)
    await sweep_drafts(site)
    assert await is_there(case.number)
    clock.advance(2 * DAY)
    await sweep_drafts(site)
    assert not await is_there(case.number)
    clock.advance(400 * DAY)
    await sweep_drafts(site)
    after = await find_case(site, sent.case.number)
    assert after is not None and after.party == leyla.party and await reminders() == 1


async def test_whoever_goes_on_is_reminded_anew(site: Site, leyla: Actor) -> None:
    case = await draft(site, leyla)
    clock.advance(25 * DAY)
    await sweep_drafts(site)
    await settled(site)
    again = await answer(site, leyla, case.number, {"email": "basqa@numune.example"}, case.version)
    clock.advance(10 * DAY)
    await sweep_drafts(site)
    assert await is_there(case.number) and await reminders() == 1
    clock.advance(15 * DAY)
    await sweep_drafts(site)
    assert await reminders() == 2 and again.case.version > case.version


async def test_one_that_was_never_reminded_of_waits_for_its_reminder(site: Site, leyla: Actor) -> None:
    """The worker was away for months: nobody loses a draft without a warning."""
    case = await draft(site, leyla)
    clock.advance(90 * DAY)
    await sweep_drafts(site)
    await settled(site)
    await sweep_drafts(site)
    assert await is_there(case.number) and await reminders() == 1
    clock.advance(7 * DAY + dt.timedelta(minutes=1))
    await sweep_drafts(site)
    assert not await is_there(case.number)


async def test_a_reminder_that_comes_too_late_says_nothing(site: Site, leyla: Actor) -> None:
    case = await draft(site, leyla)
    clock.advance(25 * DAY)
    await sweep_drafts(site)
    await answer(site, leyla, case.number, {"email": "basqa@numune.example"}, case.version)
    await settled(site)
    assert await Message.count().where(Message.case == case.record.id) == 0


async def test_what_is_left_tells_nothing_and_the_chain_holds(site: Site, leyla: Actor) -> None:
    case = await draft(site, leyla)
    stored = await site.files.put(
        one_piece(b"sirr"), "plan.pdf", "application/pdf", party=leyla.party, case=case.record.id
    )
    await remove_draft(site, leyla, case.number, case.version, token())
    await settled(site)
    [row] = await Row.select().where(Row.number == case.number)
    assert "gizli" not in str(row) and leyla.party not in str(row) and row["opened_by"] is None
    assert not await Document.exists().where(Document.id == stored.id)
    with pytest.raises(FileNotFoundError):
        await site.files.whole(stored)
    entries = await journal.entries(case.record.id)
    assert [one.kind for one in entries] == ["opened", "removed"] and not any(one.personal for one in entries)
    assert not await JournalValue.exists().where(JournalValue.row.chain == case.record.id)
    assert [found async for found in journal.verify() if found] == []


async def test_who_may_remove_and_what_if_twice(site: Site, leyla: Actor, kamran: Actor) -> None:
    case, sent, once = await draft(site, leyla), await certificate(site, leyla), token()
    with pytest.raises(NotFound):
        await remove_draft(site, kamran, case.number, case.version, token())
    with pytest.raises(NotAllowed):
        await remove_draft(site, leyla, sent.case.number, sent.case.version, token())
    with pytest.raises(Stale):
        await remove_draft(site, leyla, case.number, case.version - 1, token())
    twice = (remove_draft(site, leyla, case.number, case.version, once) for _twice in range(2))
    done = await asyncio.gather(*twice, return_exceptions=True)
    assert [one for one in done if one is not None and not isinstance(one, NotFound)] == []
    await remove_draft(site, leyla, case.number, case.version, once)
    assert await Submission.count().where(Submission.case == case.record.id) == 1


async def test_one_about_which_something_must_still_happen_waits(site: Site, leyla: Actor) -> None:
    case = await draft(site, leyla)
    clock.advance(25 * DAY)
    await sweep_drafts(site)
    clock.advance(20 * DAY)
    await sweep_drafts(site)
    assert (await effects.counts())["pending"] and await is_there(case.number)
    await settled(site)
    await sweep_drafts(site)
    assert not await is_there(case.number)


async def test_how_long_is_a_setting(embedded: Settings) -> None:
    shorter = embedded.model_copy(update={"draft_days": 10})
    async with open_site(shorter) as site:
        leyla = await signed_in("leyla")
        case = await draft(site, leyla)
        clock.advance(4 * DAY)
        await sweep_drafts(site)
        await settled(site)
        clock.advance(7 * DAY + dt.timedelta(minutes=1))
        await sweep_drafts(site)
        assert not await is_there(case.number)
    with pytest.raises(ValueError, match="8 to 3650"):
        Settings(demo=True, draft_days=7)


async def test_drafts_stand_apart_and_are_removed_on_a_page(portal: Portal, leyla_there: Browser) -> None:
    number = await leyla_there.open()
    listed = await leyla_there.get("/my-cases")
    assert text("Begun, not sent yet") in words(listed) and f'href="/cases/{number}/remove"' in listed.text
    asked = await leyla_there.get(f"/cases/{number}/remove")
    fields = {name: hidden(asked.text, name) for name in ("version", "token")}
    assert text("Remove for good") in words(asked)
    for _twice in range(2):
        done = await leyla_there.post(f"/cases/{number}/remove", fields)
        assert (done.status_code, done.headers["location"]) == (303, "/my-cases?removed=1")
    shown = await leyla_there.get("/my-cases?removed=1")
    assert text("The draft was removed") in words(shown) and number not in shown.text
    for path in ("", "/fill", "/fill/contact", "/review", "/remove", "/answers.pdf"):
        assert (await leyla_there.client.get(f"/cases/{number}{path}")).status_code == 404
    opened = await leyla_there.open()
    assert opened != number
