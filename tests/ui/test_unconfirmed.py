"""A register is silent: what is typed is accepted, marked, asked about later, and decided on only when it is sure."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet.auth import Actor
from xidmet.cases import history
from xidmet.errors import Refused
from xidmet.settings import Settings
from xidmet.store.tables import Issued

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
