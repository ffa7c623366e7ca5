"""Two officers at one case, and one move in many cases, as pages without a script show them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import pytest
from xidmet import journal
from xidmet.settings import Settings

from tests.conftest import signed_in
from tests.core.certificate import token
from tests.core.offices import holds
from tests.terms_site import MONDAY, OFFICE, at, case_of, sent, terms_site
from tests.ui.browser import Browser, Portal, hidden, portal_on
from tests.ui.test_desk_queues import said

AT_IT = "Nigar Həsənova is deciding this case just now"


@pytest.fixture
async def portal(embedded: Settings, tmp_path: Path) -> AsyncIterator[Portal]:
    async with portal_on(embedded.model_copy(update={"site": terms_site(tmp_path / "terms")})) as opened:
        at(MONDAY)
        await holds("nigar", OFFICE)
        await holds("fuad", OFFICE)
        yield opened


@pytest.fixture
async def nigar(portal: Portal) -> Browser:
    return await portal.signed_in("nigar", "en")


@pytest.fixture
async def fuad(portal: Portal) -> Browser:
    return await portal.signed_in("fuad", "en")


async def test_the_second_officer_is_told_and_loses_nothing_typed(
    portal: Portal, nigar: Browser, fuad: Browser
) -> None:
    number = await sent(portal.site, await signed_in("leyla"))
    path = f"/cases/{number}/move/refuse"
    assert 'id="lease"' in (await nigar.get(path)).text
    version = str((await case_of(portal.site, number)).version)
    assert AT_IT in said((await fuad.get(f"/cases/{number}")).text)
    page = (await fuad.get(path)).text
    assert AT_IT in said(page) and 'formaction="/cases/' in page and 'id="lease"' not in page
    typed = {"version": version, "ground": "Sənəd çatmır", "token": token()}
    late = await fuad.post(path, typed)
    assert late.status_code == 409 and AT_IT in said(late.text) and "Sənəd çatmır" in late.text
    over = await fuad.post(f"{path}/over", {**typed, "ground": "Sənəd yenə çatmır"})
    assert over.status_code == 200 and "Sənəd yenə çatmır" in over.text and 'id="lease"' in over.text
    renewed = await nigar.post(f"/cases/{number}/lease", {"left": "9"}, headers={"HX-Request": "true"})
    assert "Fuad Kərimov took the decision over" in said(renewed.text) and "<html" not in renewed.text
    assert (await nigar.post(path, {**typed, "token": token()})).status_code == 409
    assert (await fuad.post(path, {**typed, "token": token()})).status_code == 303
    kinds = [one.kind for one in await journal.entries((await case_of(portal.site, number)).record.id)]
    assert kinds.count("lease-taken") == 1


async def test_a_page_left_open_lets_go(portal: Portal, nigar: Browser) -> None:
    number = await sent(portal.site, await signed_in("leyla"))
    await nigar.get(f"/cases/{number}/move/refuse")
    script = {"HX-Request": "true"}
    for left, shown in (
        ("25", 'value="24"'),
        ("1", "I am still at it"),
        ("0", "I am still at it"),
        ("999", 'value="24"'),
    ):
        part = await nigar.post(f"/cases/{number}/lease", {"left": left}, headers=script)
        assert shown in part.text, left
    assert "every" not in (await nigar.post(f"/cases/{number}/lease", {"left": "1"}, headers=script)).text
    assert 'value="25"' in (await nigar.post(f"/cases/{number}/lease", headers=script)).text, "a press begins anew"
    leyla = await portal.signed_in("leyla")
    assert (await leyla.post(f"/cases/{number}/lease", {"left": "1"})).status_code == 404


async def test_one_move_in_many_cases_is_asked_once_and_told_for_each(portal: Portal, nigar: Browser) -> None:
    every = [await sent(portal.site, await signed_in("leyla"), name=f"N{place}") for place in range(3)]
    desk = (await nigar.get("/desk?queue=free")).text
    assert 'value="permit:refuse" formaction="/desk/bulk"' in desk
    values = [unescape(one) for one in re.findall(r'name="case" value="([^"]+)"', desk)]
    asked = await nigar.post("/desk/bulk", {"case": values, "move": "permit:refuse", "back": "queue=free"})
    assert asked.status_code == 200 and all(number in asked.text for number in every)
    form = {"case": values[:2], "move": "permit:refuse", "token": hidden(asked.text, "token"), "back": "queue=free"}
    assert (await nigar.post("/desk/bulk", {**form, "ground": ""})).status_code == 422
    begun = await nigar.post("/desk/bulk", {**form, "ground": "Vaxt keçib"})
    again = await nigar.post("/desk/bulk", {**form, "ground": "Vaxt keçib"})
    assert begun.status_code == 303 and begun.headers["location"] == again.headers["location"]
    await portal.settle()
    result = await nigar.get(begun.headers["location"])
    assert "Done: 2. Not done: 0. Still to do: 0." in said(result.text) and "hx-trigger" not in result.text
    assert "Done: 2." in said((await nigar.get("/desk/bulk")).text)
    states = [(await case_of(portal.site, number)).state.name for number in every]
    assert sorted(states) == ["refused", "refused", "sent"]
    for who in ("fuad", "leyla"):
        stranger = await portal.signed_in(who)
        assert (await stranger.get(begun.headers["location"])).status_code in (403, 404)
    assert (await nigar.post("/desk/bulk", {**form, "move": "permit:grant", "token": token()})).status_code == 404
    assert (await nigar.post("/desk/bulk", {**form, "case": "x:y", "token": token()})).status_code == 400
