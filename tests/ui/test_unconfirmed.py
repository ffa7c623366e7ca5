"""A register is silent: what is typed is accepted, marked, asked about later, and decided on only when it is sure."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
from collections.abc import AsyncIterator
from pathlib import Path

import pypdf
import pytest
from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import history
from xidmet.cases.confirm import confirm
from xidmet.errors import Refused, Retry
from xidmet.settings import Settings
from xidmet.store.tables import Effect, Issued

from tests.confirm_site import (
    OFFICE,
    OTHER,
    ROW,
    STREET,
    TYPED,
    answers_again,
    case_of,
    done,
    homing,
    later,
    sent,
    silent,
)
from tests.core.offices import holds
from tests.core.register_server import RegisterServer
from tests.talks_site import browser_of
from tests.ui.answered import is_page
from tests.ui.browser import Browser, Portal
from tests.ui.test_terms import said


@pytest.fixture
async def opened(settings: Settings, tmp_path: Path) -> AsyncIterator[tuple[Portal, RegisterServer]]:
    folder = tmp_path / "homes"
    folder.mkdir()
    async with homing(settings, folder) as pair:
        yield pair


@pytest.fixture
def portal(opened: tuple[Portal, RegisterServer]) -> Portal:
    return opened[0]


@pytest.fixture
def server(opened: tuple[Portal, RegisterServer]) -> RegisterServer:
    return opened[1]


@pytest.fixture
async def leyla(portal: Portal, server: RegisterServer) -> Browser:
    browser = await portal.signed_in("leyla", "en")
    server.rows = [("p:5VBK5VR", ROW)]
    return browser


@pytest.fixture
async def clerk(portal: Portal) -> Actor:
    return await holds("clerk", OFFICE)


async def kinds(number: str, portal: Portal) -> list[str]:
    """What the journal has of its answers, in their order."""
    case = await case_of(portal.site, number)
    return [one.kind for one in await history(case) if one.kind.startswith("answer-")]


async def test_what_is_typed_is_accepted_marked_and_confirmed_later(
    portal: Portal, server: RegisterServer, leyla: Browser, clerk: Actor
) -> None:
    await silent(server)
    number = await leyla.open("home")
    page = await leyla.get(f"/cases/{number}/fill/answers")
    is_page(page, 200, "does not answer just now. Type what it says", language="en")
    wrong = await leyla.fill(number, "answers", 1, why="Təmir", **{**TYPED, "home-street": ""})
    is_page(wrong, 422, "Answer this question.", language="en")
    assert 'value="H-1"' in wrong.text, "nothing that was typed is lost"

    number = await sent(portal.site, leyla)
    case = await case_of(portal.site, number)
    assert case.unsure == ("Home",)
    assert "Not confirmed: the register “Register of homes” did not answer" in said(
        (await leyla.get(f"/cases/{number}")).text
    )
    assert case.service.transition("grant") is not None
    await done(portal.site, clerk, number, "accept")
    with pytest.raises(Refused, match="is not confirmed yet"):
        await done(portal.site, clerk, number, "grant")

    await later(portal.site)
    assert (await case_of(portal.site, number)).unsure == ("Home",), "it is still silent"
    await answers_again(server)
    await later(portal.site)
    case = await case_of(portal.site, number)
    assert (case.unsure, case.unconfirmed["home"].state) == ((), "confirmed")
    leyla = await portal.signed_in("leyla", "en")
    assert "confirmed by the register “Register of homes” on" in said((await leyla.get(f"/cases/{number}")).text)
    assert await kinds(number, portal) == ["answer-confirmed"]
    await done(portal.site, clerk, number, "grant")
    assert await Issued.count() == 1


async def test_a_register_that_says_something_else_opens_a_correction_of_just_that(
    portal: Portal, server: RegisterServer, leyla: Browser, clerk: Actor
) -> None:
    await silent(server)
    number = await sent(portal.site, leyla)
    server.rows = [("p:5VBK5VR", {**ROW, "street": OTHER})]
    await answers_again(server)
    await later(portal.site)
    case = await case_of(portal.site, number)
    assert (case.state.name, case.unconfirmed["home"].state) == ("new", "differs"), "no correction leads from there"
    await done(portal.site, clerk, number, "accept")
    await later(portal.site)
    case = await case_of(portal.site, number)
    assert case.state.name == "correction", "it was made by itself, as soon as it could be"
    assert await kinds(number, portal) == ["answer-differs"], "asked twice by two workers, it is written once"
    leyla = await portal.signed_in("leyla", "en")
    page = await leyla.get(f"/cases/{number}/fill/answers")
    assert OTHER in page.text and "something else than what was typed" in page.text and 'name="why"' not in page.text
    code = {"home": "H-1"}
    assert (await leyla.fill(number, "answers", case.version, **code)).status_code == 303
    now = await case_of(portal.site, number)
    move = {"version": str(now.version), "token": f"{number}-again-and-again", "move": "correct"}
    assert (await leyla.post(f"/cases/{number}/review", move)).status_code == 303
    case = await case_of(portal.site, number)
    assert (case.state.name, case.unconfirmed, case.record.answers["home"]["street"]) == ("review", {}, OTHER)
    await later(portal.site)
    await done(portal.site, clerk, number, "grant")


async def test_the_registers_own_row_stands_as_soon_as_it_answers(
    portal: Portal, server: RegisterServer, leyla: Browser
) -> None:
    """Nobody gets past the register by posting a row while it answers."""
    number = await leyla.open("home")
    forged = {**TYPED, "home-street": OTHER}
    assert (await leyla.fill(number, "answers", 1, why="Təmir", **forged)).status_code == 303
    now = await case_of(portal.site, number)
    fields = {"version": str(now.version), "token": f"{number}-the-only-one", "move": "send"}
    assert (await leyla.post(f"/cases/{number}/review", fields)).status_code == 303
    case = await case_of(portal.site, number)
    assert (case.unconfirmed, case.record.answers["home"]["street"]) == ({}, STREET)


async def test_officers_are_told_when_it_takes_long(
    portal: Portal, server: RegisterServer, leyla: Browser, clerk: Actor
) -> None:
    await silent(server)
    number = await sent(portal.site, leyla)
    await later(portal.site, dt.timedelta(days=2))
    assert await kinds(number, portal) == []
    await later(portal.site, dt.timedelta(days=2))
    await later(portal.site, dt.timedelta(days=2))
    assert await kinds(number, portal) == ["answer-unconfirmed"], "once"


async def differing(portal: Portal, server: RegisterServer, leyla: Browser) -> str:
    """The number of a case whose register has another street, with markup in it."""
    await silent(server)
    number = await sent(portal.site, leyla, **{"home-street": f"<b>{STREET}</b>"})
    server.rows = [("p:5VBK5VR", {**ROW, "street": f"<script>{OTHER}</script>"})]
    await answers_again(server)
    await later(portal.site)
    return number


async def test_the_desk_shows_both_and_an_officer_may_vouch(
    portal: Portal, server: RegisterServer, leyla: Browser, clerk: Actor
) -> None:
    number = await differing(portal, server, leyla)
    officer = await browser_of(portal, "clerk")
    page = (await officer.get(f"/desk/cases/{number}?pane=registers")).text
    assert f"&lt;script&gt;{OTHER}" in page and f"&lt;b&gt;{STREET}" in page and f"<script>{OTHER}" not in page
    assert "Not confirmed by their registers yet: Home." in said(page)
    where, version = f"/desk/cases/{number}/unconfirmed/home", str((await case_of(portal.site, number)).version)
    is_page(await officer.post(where, {"why": " ", "version": version}), 422, "Write what proves it", language="en")
    is_page(await officer.post(where, {"why": "x", "version": "1"}), 409, "The case changed meanwhile", language="en")
    leyla = await portal.signed_in("leyla", "en")
    assert (await leyla.post(where, {"why": "Mənim", "version": version})).status_code == 404
    assert (await officer.post(f"{where}less", {"why": "x", "version": version})).status_code == 404
    press = {"why": "Çıxarış göstərildi", "version": version}
    answers = await asyncio.gather(officer.post(where, press), officer.post(where, press))
    assert {one.status_code for one in answers} <= {303, 409} and 303 in {one.status_code for one in answers}
    assert await kinds(number, portal) == ["answer-differs", "answer-vouched"]
    assert "Çıxarış göstərildi" in (await officer.get(f"/desk/cases/{number}?pane=registers")).text
    assert "Çıxarış" not in (await leyla.get(f"/cases/{number}")).text, "the reason is for officers"
    whole = (await leyla.get(f"/api/v1/cases/{number}")).json()["unconfirmed"]
    assert [(one["question"], one["state"]) for one in whole] == [("home", "vouched")]
    await done(portal.site, clerk, number, "accept")
    await done(portal.site, clerk, number, "grant")


async def test_it_is_too_early_to_vouch_while_the_register_is_asked(
    portal: Portal, server: RegisterServer, leyla: Browser, clerk: Actor
) -> None:
    await silent(server)
    number = await sent(portal.site, leyla)
    officer, version = await browser_of(portal, "clerk"), str((await case_of(portal.site, number)).version)
    press = {"why": "Tez", "version": version}
    answer = await officer.post(f"/desk/cases/{number}/unconfirmed/home", press)
    assert answer.status_code == 409 and await kinds(number, portal) == []


async def test_a_case_at_rest_or_erased_is_asked_about_no_more(
    portal: Portal, server: RegisterServer, leyla: Browser, clerk: Actor
) -> None:
    await silent(server)
    number = await sent(portal.site, leyla)
    await done(portal.site, clerk, number, "refuse", ground="Bənd 1")
    await answers_again(server)
    await later(portal.site)
    asked = len(server.asked)
    await later(portal.site)
    assert len(server.asked) == asked and await kinds(number, portal) == []
    assert not await Effect.exists().where((Effect.kind == "confirm") & (Effect.state == "pending"))
    await confirm(portal.site, {"case": "2026-00000000", "since": clock.now().isoformat()}, "once")


async def test_what_was_found_before_a_kill_is_not_written_twice(
    portal: Portal, server: RegisterServer, leyla: Browser
) -> None:
    """A worker that died after it wrote, and before it could say so, leaves its effect to another one."""
    number = await differing(portal, server, leyla)
    since = (await case_of(portal.site, number)).unconfirmed["home"].since.isoformat()
    again = {"case": number, "since": since}
    found = await asyncio.gather(*(confirm(portal.site, again, "once") for _worker in range(3)), return_exceptions=True)
    assert {type(one) for one in found} == {Retry}
    assert await kinds(number, portal) == ["answer-differs"]
    server.rows = [("p:5VBK5VR", {**ROW, "street": f"<b>{STREET}</b>"})]
    await asyncio.gather(*(confirm(portal.site, again, "once") for _worker in range(3)), return_exceptions=True)
    assert await kinds(number, portal) == ["answer-differs", "answer-confirmed"], "the register was mended"


async def test_pdf_and_letters_say_it_too(portal: Portal, server: RegisterServer, leyla: Browser) -> None:
    number = await differing(portal, server, leyla)
    leyla = await portal.signed_in("leyla", "en")
    paper = await leyla.get(f"/cases/{number}/answers.pdf")
    text = "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(paper.content)).pages)
    assert "said something else" in " ".join(text.split())
    assert "reyestrdəkindən fərqlidir" in said((await leyla.get("/inbox")).text)
