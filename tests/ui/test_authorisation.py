"""The authorisation matrix against the running portal: everybody tries everything in every state, by page and by API.

What the matrix says is what happens: not more, and not less.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from xidmet.auth import Actor
from xidmet.auth.demo import EMPLOYER_NAME
from xidmet.cases import move
from xidmet.cases.authorisation import MAY, NOT_FOR_THEM, UNSEEN, Line, Sheet, sheets
from xidmet.contract.registers import Register
from xidmet.errors import Refused
from xidmet.settings import Settings
from xidmet.store import issued
from xidmet.store.tables import Case

from tests.core.certificate import token
from tests.core.mandates import FORECAST, settings_for_organisations
from tests.ui import fair
from tests.ui.browser import SLUG, Browser, Portal, portal_on
from tests.ui.standing import UNCONFIRMED, Scene, Stander, confirmed, head_of, standers

GIVEN = {"page": (200, 201, 303, 422), "api": (200, 201, 422)}  # 422: only the answers were not right
REFUSED = (403, 409)
STEP = {SLUG: "certificate", fair.SLUG: "what", FORECAST: "answers"}


@pytest.fixture
async def certificate(portal: Portal) -> AsyncIterator[Scene]:
    async def send(owner: Browser) -> httpx.Response:
        return await owner.confirm(number)

    owner = await portal.browser("en").sign_in("leyla")
    number = await owner.draft()
    yield await _scene(portal, SLUG, number, lambda: send(owner))


@pytest.fixture
async def street_fair(gallery: Portal) -> AsyncIterator[Scene]:
    owner = await gallery.browser("en").sign_in("leyla")
    number = await fair.filled(owner)
    yield await _scene(gallery, fair.SLUG, number, lambda: fair.send(owner, number))


@pytest.fixture
async def forecast(embedded: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    """Of an organisation, for any of its mandates."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    async with portal_on(settings_for_organisations(embedded, tmp_path / "site")) as portal:
        head = await head_of(portal)
        number = await head.open(FORECAST)
        assert (await head.fill(number, "answers", 1, what="Nə olacaq")).status_code == 303
        sent = {"version": "2", "token": token(), "move": "send"}
        yield await _scene(portal, FORECAST, number, lambda: head.post(f"/cases/{number}/review", sent))
    sys.modules.pop("for_bodies")


async def _scene(portal: Portal, slug: str, number: str, send: Callable[[], Awaitable[httpx.Response]]) -> Scene:
    (sheet,) = sheets(portal.site.catalogue.services[slug])
    scene = Scene(portal, sheet, number, await standers(portal, sheet))
    scene.draft = await scene.kept()
    assert (await send()).status_code == 303
    await portal.settle()
    scene.sent = await scene.kept()
    return scene


async def test_the_certificate_is_moved_as_the_matrix_says(certificate: Scene) -> None:
    await _all_moves(certificate)


async def test_the_street_fair_is_moved_as_the_matrix_says(street_fair: Scene) -> None:
    await _all_moves(street_fair)


async def test_a_forecast_is_moved_seen_filled_and_removed_as_the_matrix_says(forecast: Scene) -> None:
    await _all_moves(forecast)
    await _all_else(forecast)


async def test_the_certificate_is_seen_filled_and_removed_as_the_matrix_says(certificate: Scene) -> None:
    await _all_else(certificate)


async def test_the_street_fair_is_seen_filled_and_removed_as_the_matrix_says(street_fair: Scene) -> None:
    await _all_else(street_fair)


async def _all_moves(scene: Scene) -> None:
    names = {transition.name for transition in scene.sheet.service.transitions}
    for line in scene.sheet.lines:
        if line.act not in names:
            continue
        for stander in scene.standers:
            for way in (_move_by_page, _move_by_api):
                await _tried(scene, line, stander, way)
        await _without_people(scene, line)


async def _all_else(scene: Scene) -> None:
    for line in scene.sheet.lines:
        for way in WAYS.get(line.act, ()):
            for stander in scene.standers:
                await _tried(scene, line, stander, way)


Way = Callable[[Scene, Line, Stander, int], Awaitable[httpx.Response]]


async def _tried(scene: Scene, line: Line, stander: Stander, way: Way) -> None:
    if not (stander.has_pages or way.__name__.endswith("_by_api")):
        return
    said, about = line.answers[stander.place], f"{line.state}, {line.act}, {way.__name__}, {stander.standing.who}"
    version = await scene.put_into(line.state or scene.sheet.service.starts.name)
    await confirmed(stander.standing.who != UNCONFIRMED)
    answer = await way(scene, line, stander, version)
    await confirmed(True)
    moved = await Case.exists().where((Case.number == scene.number) & (Case.version != version))
    assert said == MAY or not moved, about
    _as_said(scene.sheet, line, said, answer, about)


def _as_said(sheet: Sheet, line: Line, said: str, answer: httpx.Response, about: str) -> None:
    is_api = answer.headers.get("content-type", "").startswith(("application/json", "application/problem"))
    found = (about, said, answer.status_code)
    transition = sheet.service.transition(line.act)
    if said.startswith("You are not signed in"):
        assert answer.status_code == 401 or answer.headers["location"].startswith("/sign-in"), found
    elif said == UNSEEN:
        assert answer.status_code == 404, found
    elif transition is not None and not transition.by:
        assert answer.status_code in (404, *REFUSED), found  # nobody's to press
    elif said == MAY:
        assert answer.status_code in GIVEN["api" if is_api else "page"], (*found, answer.text)
        assert not answer.headers.get("location", "").startswith("/sign-in"), found
    else:
        assert answer.status_code in REFUSED, found
        why = said.split(". ")[0].rstrip(".").replace("for the organisation", f"for {EMPLOYER_NAME}")
        assert not is_api or why in unescape(answer.text), (*found, answer.text)


async def _move_by_page(scene: Scene, line: Line, stander: Stander, version: int) -> httpx.Response:
    fields = {"version": str(version), "token": token(), "move": line.act}
    if line.state == scene.sheet.service.starts.name:
        return await stander.page.post(f"/cases/{scene.number}/review", fields)
    return await stander.page.post(f"/cases/{scene.number}/move/{line.act}", fields)


async def _move_by_api(scene: Scene, line: Line, stander: Stander, version: int) -> httpx.Response:
    where = f"/api/v1/cases/{scene.number}/moves/{line.act}"
    return await stander.program.ask("POST", where, {"version": version})


async def _without_people(scene: Scene, line: Line) -> None:
    """Registers and time move what is theirs, and nothing else."""
    for place, standing in enumerate(scene.sheet.side.standing):
        mover = standing.mover
        if isinstance(mover, Actor) or not (mover is None or isinstance(mover, Register)):
            continue
        version = await scene.put_into(line.state)
        try:
            await move(scene.portal.site, mover, scene.number, line.act, version=version, token="")
        except Refused:
            assert line.answers[place] == NOT_FOR_THEM, (line.state, line.act, standing.who)
        else:
            assert line.answers[place] == MAY, (line.state, line.act, standing.who)


async def _open_by_page(scene: Scene, line: Line, stander: Stander, version: int) -> httpx.Response:
    return await stander.page.post(f"/services/{scene.sheet.service.slug}/start", {"token": token()})


async def _open_by_api(scene: Scene, line: Line, stander: Stander, version: int) -> httpx.Response:
    return await stander.program.ask("POST", "/api/v1/cases", {"service": scene.sheet.service.slug})


async def _see_by_page(scene: Scene, line: Line, stander: Stander, version: int) -> httpx.Response:
    return await stander.page.client.get(f"/cases/{scene.number}")


async def _see_by_api(scene: Scene, line: Line, stander: Stander, version: int) -> httpx.Response:
    return await stander.program.ask("GET", f"/api/v1/cases/{scene.number}")


async def _fill_by_page(scene: Scene, line: Line, stander: Stander, version: int) -> httpx.Response:
    return await stander.page.client.get(f"/cases/{scene.number}/fill/{STEP[scene.sheet.service.slug]}")


async def _fill_by_api(scene: Scene, line: Line, stander: Stander, version: int) -> httpx.Response:
    where, body = f"/api/v1/cases/{scene.number}/answers", {"version": version, "answers": {}}
    return await stander.program.ask("PATCH", where, body)


async def _ask_to_remove(scene: Scene, line: Line, stander: Stander, version: int) -> httpx.Response:
    return await stander.page.client.get(f"/cases/{scene.number}/remove")


async def _have(scene: Scene, line: Line, stander: Stander, version: int) -> httpx.Response:
    return await stander.page.client.get(f"/attestations/{await _paper(scene)}/pdf")


async def _check(scene: Scene, line: Line, stander: Stander, version: int) -> httpx.Response:
    return await stander.program.ask("GET", f"/api/v1/attestations/{await _paper(scene)}")


async def _paper(scene: Scene) -> str:
    case: Any = await Case.select(Case.id).where(Case.number == scene.number).first()
    return (await issued.of_case(case["id"]))[0].number


WAYS: dict[str, tuple[Way, ...]] = {
    "open": (_open_by_page, _open_by_api),
    "see": (_see_by_page, _see_by_api),
    "fill": (_fill_by_page, _fill_by_api),
    "remove": (_ask_to_remove,),
    "have": (_have,),
    "check": (_check,),
}
