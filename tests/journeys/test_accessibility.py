"""Nobody is kept out: every page in every state, by axe-core, on five screens, in three languages."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from litestar.routes import HTTPRoute
from playwright.async_api import Browser
from xidmet.language import LANGUAGES
from xidmet.settings import Settings
from xidmet_ui.app import create_app

from tests.conftest import demo_settings
from tests.journeys import axe
from tests.journeys.crowd import Crowd, crowd_at
from tests.journeys.not_pages import IN_THE_GALLERY, NOT_PAGES
from tests.journeys.portal import started
from tests.journeys.state import State
from tests.journeys.states import STATES
from tests.ui.browser import portal_on
from tests.ui.walk import address, belongings

pytestmark = pytest.mark.asyncio(loop_scope="session")

FULL = os.environ.get("XIDMET_TEST_FULL") == "1"
# English is what the pages are written in, and shorter than the other two: it is looked at in the full run.
SPOKEN_HERE = LANGUAGES if FULL else tuple(one for one in LANGUAGES if one != "en")
# Parts of about the same length, for several workers.
FIRST = pytest.mark.xdist_group(f"accessibility {LANGUAGES[0]} 0")


def part(place: int, language: str) -> pytest.MarkDecorator:
    half = place * 2 // len(STATES) if language == LANGUAGES[0] else "all"
    return pytest.mark.xdist_group(f"accessibility {language} {half}")


LOOKED_AT = [
    pytest.param(state, language, marks=part(place, language), id=f"{language}-{state}")
    for language in SPOKEN_HERE
    for place, state in enumerate(STATES)
]
NARROW = axe.VIEWS[-1]
# A check is one page to people, whether the number was typed or scanned; a letter is named by its subject; what is not
# found is not found.
ALIKE = ("/v/{number:str}", "/mailbox/letter")
PART = "/cases/{number:str}/lookup/{path:str}"  # of a page: the list that opens; looked at where it is shown
# See their own tests.
OTHERS = ("/rows/", "/roster/{slug:str}/file", "/sign/", "/co-sign/", "/signatures/", "/sign-in/")
OF_FILES = {path for path in NOT_PAGES if any(part in path for part in OTHERS) or path.endswith("/state")}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def crowd(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Crowd]:
    with started(tmp_path_factory.mktemp("portal")) as address:
        async with crowd_at(browser, address) as visitors:
            yield visitors


def views_of(language: str) -> tuple[axe.View, ...]:
    """Every view in the portal's first language; where words are longest, the narrowest screen."""
    return axe.VIEWS if FULL or language == LANGUAGES[0] else (NARROW,)


async def test_every_page_is_on_the_list(tmp_path: Path) -> None:
    """Whoever adds a route says how its page looks, or that it gives none; so it is with the framework's own."""
    routes = {
        route.path
        for route in create_app(demo_settings(tmp_path)).routes
        if isinstance(route, HTTPRoute) and any("GET" in handler.http_methods for handler in route.route_handlers)
    }
    assert routes == {state.route for state in STATES if state.route} | NOT_PAGES | IN_THE_GALLERY


OF_OTHERS = {  # no case of hers has one; see tests/ui/test_terms.py, test_complaint.py and test_talk.py
    "/cases/{number:str}/term.ics",
    "/cases/{number:str}/appointment.ics",
    "/cases/{number:str}/pay/{payment:uuid}/receipt",
    "/pay/{name:str}/back",
    "/desk/totals/{slug:str}/{place:int}/{table:str}",
    "/offices/{agency:str}/tables/{name:str}/download/{kind:str}",
    "/cases/{number:str}/complaint.ics",
    "/cases/{number:str}/complaint/files/{document:uuid}",
    "/cases/{number:str}/lists/{wanted:uuid}/proof",
    "/roster/{slug:str}/lists/{wanted:uuid}/result",
    "/roster/{slug:str}/lists/{wanted:uuid}/rows/{kind:str}",
    "/roster/{slug:str}/lists/{wanted:uuid}/sign/head.json",
    "/roster/{slug:str}/lists/{wanted:uuid}/sign/list.pdf",
    "/assisted/{visit:uuid}/consent",
    "/offices/{agency:str}/visits/{visit:uuid}/consent",
    "/desk/by-rule/{slug:str}/{name:str}/{wanted:uuid}/all.csv",
    "/desk/numbers/{slug:str}/table/{table:str}",
    "/cases/{number:str}/messages/files/{document:uuid}",
}


async def test_what_is_no_page_gives_none(embedded: Settings) -> None:
    async with portal_on(embedded) as portal:
        owner = await portal.signed_in("leyla")
        owned = await belongings(portal, owner)
        for path in sorted(NOT_PAGES - {PART} - OF_OTHERS - OF_FILES):
            answer = await owner.get(address(portal, path, owned))
            assert answer.is_redirect or "html" not in answer.headers["content-type"], path
        part = await owner.get(address(portal, PART, owned) + "?addressee-text=mmc")
        assert "<html" not in part.text and "option" in part.text


@pytest.mark.parametrize(("state", "language"), LOOKED_AT)
async def test_a_page_is_for_everybody(crowd: Crowd, state: State, language: str) -> None:
    page = await crowd.at(state, language)
    assert await page.locator("html").get_attribute("lang") == language
    found = await axe.faults(page, views_of(language), words=not FULL and language != LANGUAGES[0])
    found += crowd.watch.taken()
    assert not found, "\n".join(found)


@FIRST
async def test_titles_tell_pages_apart(crowd: Crowd) -> None:
    routes: dict[str, str] = {}
    first = {state.route: state for state in reversed(STATES) if state.route not in ALIKE}
    for route, state in first.items():
        page = await crowd.at(state, LANGUAGES[0])
        assert routes.setdefault(await page.title(), route) == route


FAULTS = {
    "color-contrast": "document.querySelector('h1').style.color = '#ddd'",
    "target-size": "document.querySelectorAll('.foot li a').forEach((a) => { a.style = 'display:block;height:9px'; })",
    "html-has-lang": "document.documentElement.removeAttribute('lang')",
    "label": "document.querySelectorAll('#q').forEach((q) => { q.placeholder = ''; q.labels[0].remove(); })",
    "too wide": "document.querySelector('footer').style.width = '2000px'",
    "headings of the first level": "document.querySelector('h2').outerHTML = '<h1>Twice</h1>'",
    "no title": "document.title = ' — '",
    "no name": "document.querySelector('main svg').removeAttribute('aria-hidden')",
}


@FIRST
@pytest.mark.parametrize("kind", FAULTS)
async def test_a_fault_is_found(crowd: Crowd, kind: str) -> None:
    """So that silence means something."""
    page = await crowd.at(STATES[0], LANGUAGES[0])
    await page.evaluate(f"() => {{ {FAULTS[kind]}; }}")
    assert [fault for fault in await axe.faults(page, (axe.WIDE,)) if kind in fault]


@FIRST
async def test_a_broken_policy_is_found(crowd: Crowd) -> None:
    page = await crowd.at(STATES[0], LANGUAGES[0])
    await page.evaluate("() => document.body.append(Object.assign(document.createElement('script'), {text: '1'}))")
    assert any("Content Security Policy" in trouble for trouble in crowd.watch.taken())
