"""The roster without a script: whose it is, search, filters, order, pages; one press, and what stands against it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import pytest
from xidmet.auth import Actor
from xidmet.settings import Settings

from tests.core.mandates import actor
from tests.roster_site import SLUG, entered, roster_site
from tests.ui.browser import Browser, Portal, portal_on

NUMBER = re.compile(r'<tr id="p-([^"]+)"')
ROSTER = f"/roster/{SLUG}"


@pytest.fixture
async def portal(settings: Settings, tmp_path: Path) -> AsyncIterator[Portal]:
    async with portal_on(settings.model_copy(update={"site": roster_site(tmp_path / "gates")})) as opened:
        yield opened


@pytest.fixture
async def holder(portal: Portal) -> Actor:
    return await actor("rashad", acting=True)


@pytest.fixture
async def rashad(portal: Portal) -> Browser:
    return await acting(portal, "rashad")


async def acting(portal: Portal, person: str) -> Browser:
    """Signed in, for the organisation whose mandate they hold."""
    browser = await portal.signed_in(person, "en")
    page = await browser.get("/account")
    party = re.findall(r'name="party" value="([^"]+)"', page.text)[0]
    assert (await browser.post("/acting", {"party": party, "next": "/"})).status_code == 303
    return browser


def said(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(page)).split())


async def shown(browser: Browser, query: str = "") -> list[str]:
    page = await browser.get(f"{ROSTER}?{query}")
    assert page.status_code == 200, page.text
    return NUMBER.findall(page.text)


async def test_all_people_by_name(portal: Portal, rashad: Browser, holder: Actor) -> None:
    numbers = [await entered(portal.site, holder, n) for n in range(3)]
    assert await shown(rashad) == numbers
