"""Tables of people for the roster of tests/roster_site.py, who sends them, and that site with a signed first move."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import httpx
from xidmet.cases.roster_file import Row, mistakes_of
from xidmet.language import Translator
from xidmet.store import roster_file as store

from tests import roster_site
from tests.contract.sites import write_site
from tests.roster_site import SLUG, answers
from tests.rows_site import Sender
from tests.rows_site import csv_of as table_of
from tests.ui.browser import Browser, Portal
from tests.ui.people import acting

BASE = f"/roster/{SLUG}/file"
SECONDS = 120  # only against waiting for ever
FORM = ("surname", "given_name", "fin", "born", "trade")
NAME = "signed_gates"  # a plugin is loaded once a process, by its name
ENTER = 'enter = Transition("Enter", draft, entered, by=organisation, bulk=True)'
SIGNED = 'enter = Transition("Enter", draft, entered, by=organisation, bulk=True, signed=True, needs=[open_trade])'


def person(n: int, **more: str) -> list[str]:
    return [answers(n, **more)[name] for name in FORM]


def csv_of(rows: Sequence[Sequence[str]], headers: Sequence[str] = FORM) -> bytes:
    return table_of(rows, headers)


def told(row: Row, words: Translator) -> list[str]:
    return [words.text(one.text, **one.values) for one in mistakes_of(row.errors).values()]


def signed_people(folder: Path) -> Path:
    """The roster's site, but people are entered by a signed move that has a rule."""
    plugin = roster_site.PLUGIN.replace(ENTER, SIGNED)
    assert plugin != roster_site.PLUGIN
    made = write_site(folder, {NAME: plugin})
    templates = folder / "plugins" / NAME / "templates"
    templates.mkdir(parents=True, exist_ok=True)
    (templates / "pass.typ").write_text(roster_site.TEMPLATE, encoding="utf-8")
    return made.parent


class Holder(Sender):
    """The holder of an organisation's seal, who brings people."""

    def __init__(self, browser: Browser) -> None:
        super().__init__(browser, "")

    @property
    def base(self) -> str:
        return BASE

    async def enter(self, path: str, version: str = "") -> httpx.Response:
        shown = (await self.browser.get(path)).text
        found = re.search(r'/enter".*?name="version" value="(\d+)"', shown, re.DOTALL)
        return await self.browser.post(f"{path}/enter", {"version": version or (found[1] if found else "1")})


async def holder(portal: Portal, language: str = "az") -> Holder:
    browser = await acting(await portal.signed_in("rashad", language))
    await browser.get(BASE)
    return Holder(browser)


async def read(me: Holder, path: str) -> str:
    """The page once the worker has done what it was asked for."""
    async with asyncio.timeout(SECONDS):
        while True:
            page = (await me.browser.get(path)).text
            if 'id="progress"' not in page:
                return page
            await asyncio.sleep(0.05)


async def checked(me: Holder, rows: list[list[str]], name: str = "işçilər.csv") -> str:
    path = await me.sent(csv_of(rows), name)
    assert (await me.match(path)).status_code == 303
    await read(me, path)
    return path


async def counts(path: str) -> dict[str, int]:
    return await store.counts(UUID(path.rpartition("/")[2]))
