"""The pages on which a head makes and ends tokens of programs, and on which others see them."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from xidmet import clock
from xidmet.auth import sessions
from xidmet.settings import Settings
from xidmet.store.tables import ApiToken, OrganisationAct

from tests.core.mandates import kinds
from tests.ui.browser import Browser, Portal, boxes
from tests.ui.machine import is_problem
from tests.ui.programs import HERE, OTHER, asked, made, portal_for_programs, program, send

NOBODY = str(uuid4())


@pytest.fixture
async def portal(embedded: Settings, tmp_path: Path) -> AsyncIterator[Portal]:
    async with portal_for_programs(embedded, tmp_path / "site") as opened:
        yield opened


@pytest.fixture
async def aynur(portal: Portal) -> Browser:
    """The head."""
    return await portal.signed_in("aynur")


async def test_two_presses_make_one_token(portal: Portal, aynur: Browser) -> None:
    fields = await asked(aynur)
    answers = await asyncio.gather(*(send(aynur, fields) for _press in range(3)))
    assert sorted(one.status_code for one in answers) == [200, 409, 409]
    assert await ApiToken.count() == 1 and await OrganisationAct.count() == 1
    again = await send(aynur, fields)
    assert again.status_code == 409 and 'href="#main"' in again.text and 'id="made"' not in again.text


LATE = clock.today() + dt.timedelta(days=366)
WRONG: list[tuple[dict[str, object], str]] = [
    ({"name": ""}, "name"),
    ({"name": "x" * 61}, "name"),
    ({"scopes": ""}, "scopes"),
    ({"scopes": ("read", "all")}, "scopes"),
    ({"services": "no-such"}, "services"),
    (boxes(clock.today() - dt.timedelta(days=1), "until"), "until"),  # type: ignore[list-item]
    (boxes(LATE, "until"), "until"),  # type: ignore[list-item]
    ({"until-day": "", "until-month": "", "until-year": ""}, "until"),
    ({"name": "ANBAR"}, "name"),
]


@pytest.mark.parametrize(("typed", "field"), WRONG, ids=str)
async def test_a_wrong_form_stays_on_its_page(
    portal: Portal, aynur: Browser, typed: dict[str, object], field: str
) -> None:
    await made(aynur, name="Anbar")
    answer = await send(aynur, await asked(aynur, **typed))
    assert answer.status_code == 422 and f'<a href="#{field}' in answer.text, answer.text
    assert await ApiToken.count() == 1
    if field != "name":
        assert 'value="1C Kadr"' in answer.text


async def test_what_was_typed_is_there_after_one_has_proved_again_who_one_is(portal: Portal, aynur: Browser) -> None:
    fields = await asked(aynur, scopes=("read", "submit"), services=OTHER)
    clock.advance(sessions.FRESH + dt.timedelta(seconds=1))
    answer = await send(aynur, fields)
    assert answer.headers["location"].startswith("/step-up?") and await ApiToken.count() == 0
    assert (await aynur.get(f"{HERE}/tokens/new")).headers["location"].startswith("/step-up?")
    await aynur.post("/sign-in/demo", {"person": "aynur", "next": "/"})
    shown = (await aynur.get(f"{HERE}/tokens/new")).text
    assert 'value="1C Kadr"' in shown and shown.count(" checked") == 3
    await made(aynur)
    assert 'value="1C Kadr"' not in (await aynur.get(f"{HERE}/tokens/new")).text


async def test_other_people_see_no_more_than_is_theirs(portal: Portal, aynur: Browser) -> None:
    robot = program(portal, await made(aynur))
    (row,) = await ApiToken.select(ApiToken.id)
    end = f"{HERE}/tokens/{row['id']}/end"
    rashad, leyla = await portal.signed_in("rashad"), await portal.signed_in("leyla")
    seen = (await rashad.get(HERE)).text
    assert "1C Kadr" in seen and end not in seen and "/tokens/new" not in seen
    for person, status in ((rashad, 403), (leyla, 404)):
        assert (await person.post(end)).status_code == status
    assert (await aynur.post(f"{HERE}/tokens/{NOBODY}/end")).status_code == 404
    assert (await robot.ask("GET", "/api/v1/cases")).status_code == 200
    assert (await aynur.get(end)).status_code == 200 and end in (await aynur.get(HERE)).text
    for _press in range(2):
        assert (await aynur.post(end)).headers["location"] == f"{HERE}#programs"
    is_problem(await robot.ask("GET", "/api/v1/cases"), "token-dead")
    assert await kinds() == ["token-made", "token-ended"] and end not in (await aynur.get(HERE)).text
