"""One move by rule, as officers meet it: whom it hits, what will be read, how it goes; and as others may not."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from xidmet.settings import Settings

from tests.core.certificate import token
from tests.core.mandates import actor
from tests.core.offices import holds
from tests.regimes_site import KEEPER, SECOND, active, entered, regime, regimes_site, rows
from tests.ui.browser import Browser, Portal, portal_on
from tests.ui.people import acting
from tests.ui.test_queries import statements
from tests.ui.test_terms import said

PAGE = "/desk/by-rule/outings/revoke"


@pytest.fixture
async def portal(embedded: Settings, tmp_path: Path) -> AsyncIterator[Portal]:
    async with portal_on(embedded.model_copy(update={"site": regimes_site(tmp_path / "town")})) as opened:
        await rows(opened.site)
        await holds("nigar", KEEPER)
        yield opened


@pytest.fixture
async def nigar(portal: Portal) -> Browser:
    return await portal.signed_in("nigar", "en")


async def _permits(portal: Portal) -> list[str]:
    holder = await actor("rashad", acting=True)
    numbers = [await active(portal.site, holder, n, "fun" if n > 1 else "food") for n in (1, 2, 3)]
    return [*numbers, await entered(portal.site, holder, 4, "fun")]


async def _looked(portal: Portal, browser: Browser, **form: object) -> httpx.Response:
    answer = await browser.post(PAGE, {"token": token(), "state": "active", **form})
    assert answer.status_code == 303, said(answer.text)
    await portal.settle()
    return answer


async def test_from_a_rule_to_revoked_passes(portal: Portal, nigar: Browser) -> None:
    food, *fun = await _permits(portal)
    assert f'href="{PAGE}">Revoke by rule: Outings' in (await nigar.get("/desk")).text
    page = (await nigar.get(PAGE)).text
    assert 'value="active" checked' in page and 'value="entered">' in page and 'value="draft"' not in page
    assert "A permitted trade · Law, 1" in said(page)
    await regime(portal.site, permitted=("food",))
    there = (await _looked(portal, nigar, rule="activate.0", state=["active", "entered"])).headers["location"]
    found = said((await nigar.get(there)).text)
    assert "Rules that do not hold any more A permitted trade" in found
    assert "2 Cases hit 1 Organisation" in found
    assert "Fun is closed." in found and "About 1 case a rule could not be asked" in found
    assert "“Nümunə Logistika” MMC (1400000101) 2" in found
    assert fun[0] in found and fun[1] in found and food not in found and fun[2] not in found
    once = token()
    shown = await nigar.post(there, {"token": once, "text": "Bağlandı", "op": "preview:en"})
    assert re.search(r"The pass of Məmmədov[23] was revoked: Bağlandı", said(shown.text))
    assert once in shown.text and ">Bağlandı</textarea>" in shown.text
    assert (await nigar.post(there, {"token": once, "text": ""})).status_code == 422
    for _press in range(2):
        assert (await nigar.post(there, {"token": once, "text": "Bağlandı"})).status_code == 303
    await portal.settle()
    over = said((await nigar.get(there)).text)
    assert "Worked off. Done: 2. Not done: 0. Still to do: 0." in over and "What is to be done" not in over
    assert "Revoked" in said((await nigar.get(f"/cases/{fun[0]}")).text)
    assert "Active" in said((await nigar.get(f"/cases/{food}")).text)
    assert (await nigar.post(there, {"token": token(), "text": "Bağlandı"})).status_code == 409
    assert "Worked off · 2 cases are hit · Done: 2." in said((await nigar.get(PAGE)).text)
    read = await nigar.get(f"{there}/all.csv")
    lines = list(csv.reader(io.StringIO(read.content.decode("utf-8-sig")), delimiter=";"))
    assert lines[0][:4] == ["Number", "Organisation", "Tax number", "Surname"] and len(lines) == 3
    assert {line[0]: line[-2] for line in lines[1:]} == dict.fromkeys(fun[:2], "Done")
    rashad = await acting(await portal.signed_in("rashad", "en"))
    assert "The pass of Məmmədov2 was revoked: Bağlandı" in said((await rashad.get("/inbox")).text)


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"state": "active"}, "Choose at least one rule, answer or organisation: else it would hit everybody."),
        ({"in-trade": "fun"}, "Choose at least one state."),
        ({"state": "draft", "in-trade": "fun"}, "Choose at least one state."),
        ({"state": "active", "rule": "nobody.7", "in-trade": "<script>"}, "Choose at least one rule"),
        ({"state": "active", "parties": "1400000101 <b>14"}, "is no tax number of an organisation: it has ten digits."),
        ({"state": "active", "parties": " ".join(f"14{n:08}" for n in range(201))}, "Give at most 200 organisations"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_typed_is_lost(nigar: Browser, form: dict[str, str], told: str) -> None:
    answer = await nigar.post(PAGE, {"token": token(), **form})
    assert answer.status_code == 422
    assert told in said(answer.text)
    assert "<script>" not in answer.text.partition("<main")[2] and "<b>14" not in answer.text
    if form.get("in-trade") == "fun":
        assert 'value="fun" checked' in answer.text


async def test_it_is_nobody_elses_business(portal: Portal, nigar: Browser) -> None:
    await _permits(portal)
    there = (await _looked(portal, nigar, **{"in-trade": "fun"})).headers["location"]
    for who in ("leyla", "rashad", "kamran"):
        stranger = await portal.signed_in(who)
        for path in (PAGE, there, f"{there}/all.csv"):
            assert (await stranger.get(path)).status_code in (403, 404), (who, path)
        for path in (PAGE, there, f"{there}/stop", f"{there}/again"):
            form = {"token": token(), "state": "active", "in-trade": "fun", "text": "x"}
            assert (await stranger.post(path, form)).status_code in (403, 404), (who, path)
    assert (await portal.browser().get(there)).headers["location"].startswith("/sign-in")
    for path in ("/desk/by-rule/outings/activate", "/desk/by-rule/outings/propose", "/desk/by-rule/no-such/revoke"):
        assert (await nigar.get(path)).status_code == 404, path
    assert (await nigar.get(there.replace("/revoke/", "/enter/"))).status_code == 404
    await holds("kamran", SECOND)
    colleague = await portal.signed_in("kamran", "en")
    assert "2 Cases hit" in said((await colleague.get(there)).text), "a colleague of the role answers for it too"
    other = await colleague.post(PAGE, {"token": token(), "state": "active", "in-trade": "food"})
    spent = re.search(r'name="token" value="([^"]+)"', (await nigar.get(PAGE)).text)
    assert spent and other.status_code == 303


async def test_a_page_costs_few_statements(portal: Portal, nigar: Browser) -> None:
    await _permits(portal)
    there = (await _looked(portal, nigar, **{"in-trade": "fun"})).headers["location"]
    for path, most in ((PAGE, 6), (there, 14)):
        with statements() as asked:
            await nigar.get(path)
        reads = [one for one in asked if one.lstrip()[:6].upper() == "SELECT"]
        assert len(reads) <= most, "\n".join(one[:160] for one in reads)


async def test_a_fragment_keeps_the_page_current_and_stops_asking_when_it_is_over(
    portal: Portal, nigar: Browser
) -> None:
    await _permits(portal)
    there = (await _looked(portal, nigar, **{"in-trade": "fun"})).headers["location"]
    part = (await nigar.get(there, headers={"HX-Request": "true"})).text
    assert part.lstrip().startswith('<div id="result">') and "<h1" not in part
