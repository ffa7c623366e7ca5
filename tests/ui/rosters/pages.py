"""What a browser does on a roster's pages."""

from __future__ import annotations

import re
from html import unescape

import httpx
from xidmet.cases import Case as CaseSeen
from xidmet.cases import find_case

from tests.core.mandates import VOEN
from tests.roster_site import SLUG
from tests.ui.browser import Browser, Portal

NUMBER = re.compile(r'<tr id="p-([^"]+)"')
BUTTON = re.compile(r'name="one" value="([^"]+)"')
ROSTER = f"/roster/{SLUG}"
PARTY = f"o:{VOEN}"


async def acting(portal: Portal, person: str) -> Browser:
    """Signed in, for the organisation whose mandate they hold."""
    browser = await portal.signed_in(person, "en")
    page = await browser.get("/account")
    party = next(value for value in re.findall(r'name="party" value="([^"]*)"', page.text) if value)
    assert (await browser.post("/acting", {"party": party, "next": "/"})).status_code == 303
    return browser


def said(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(page)).split())


async def shown(browser: Browser, query: str = "") -> list[str]:
    page = await browser.get(f"{ROSTER}?{query}")
    assert page.status_code == 200, page.text
    return NUMBER.findall(page.text)


async def pressed(browser: Browser, number: str, move: str, back: str = "", **headers: str) -> httpx.Response:
    """The button of a row; what it will bring is asked first."""
    page = (await browser.get(f"{ROSTER}?q={number}")).text
    value = next(value for value in BUTTON.findall(page) if value.startswith(number) and value.endswith(f"~{move}"))
    return await browser.post(f"{ROSTER}/press", {"one": value, "back": back}, headers=headers)


async def confirmed(browser: Browser, asked: httpx.Response, **headers: str) -> httpx.Response:
    form = re.search(rf'<form method="post" action="({ROSTER}/[^"]+)".*?</form>', asked.text, re.DOTALL)
    assert form, asked.text
    fields = dict(re.findall(r'name="(version|token|back)" value="([^"]*)"', form[0]))
    return await browser.post(form[1], {name: unescape(value) for name, value in fields.items()}, headers=headers)


async def state(portal: Portal, number: str) -> str:
    return (await case_of(portal, number)).state.name


def link_of(page: str, rel: str) -> str:
    link = re.search(rf'rel="{rel}" href="([^"]+)"', page)
    return unescape(link[1]) if link else ""


async def case_of(portal: Portal, number: str) -> CaseSeen:
    case = await find_case(portal.site, number)
    assert case is not None
    return case
