"""Somebody who fills in the form with more than five steps, without a script."""

from __future__ import annotations

import datetime as dt
import re

import httpx
from xidmet import clock

from tests.core.certificate import token
from tests.ui.browser import Browser, boxes, hidden

SLUG = "street-fair"
SOON = clock.today() + dt.timedelta(days=40)
ROWS = {"stands-row": ["a", "b"], "stands-a-owner": "Əli", "stands-a-sells": "Çay", "stands-b-owner": "Vəli"}
STEPS: dict[str, dict[str, object]] = {
    "what": {"title": "Kitab yarmarkası", "kind": "food", "permit": "Q-17"},
    "where": {"square": "1", "contact": ""},
    "when": {**boxes(SOON, "day")},
    "stands_there": {**ROWS, "stands-b-sells": "Kitab"},
    "more": {"note": ""},
    "you": {"email": "leyla@numune.example", "fast": "yes"},
}


async def begin(browser: Browser) -> str:
    """The number of a new draft."""
    await browser.get(f"/services/{SLUG}")
    opened = await browser.post(f"/services/{SLUG}/start", {"token": token()})
    assert opened.status_code == 303
    return str(opened.headers["location"]).split("/")[2]


async def answer(browser: Browser, number: str, step: str, query: str = "", **more: object) -> httpx.Response:
    """Answer one step, as its page shows it."""
    shown = await browser.get(f"/cases/{number}/fill/{step}{query}")
    stand = {name: hidden(shown.text, name) for name in ("version", "seen", "window")}
    fields = {"csrf": browser.csrf, **stand, **STEPS[step], **more}
    return await browser.client.post(f"/cases/{number}/fill/{step}{query}", data=fields)


async def filled(browser: Browser, **more: object) -> str:
    """The number of a draft in which everything is answered. more: answers in place of the usual ones."""
    number = await begin(browser)
    for step in STEPS:
        asked = {name: value for name, value in more.items() if name.split("-")[0] in str(STEPS[step])}
        answered = await answer(browser, number, step, **asked)
        assert answered.status_code == 303, answered.text
    return number


async def send(browser: Browser, number: str) -> httpx.Response:
    shown = await browser.get(f"/cases/{number}/review")
    fields = {name: hidden(shown.text, name) for name in ("version", "token")}
    return await browser.post(f"/cases/{number}/review", {**fields, "move": "send"})


def line(page: str, label: str) -> str:
    """What a page of answers says beside this label."""
    found = re.search(rf"<dt>{re.escape(label)}</dt><dd>(.*?)</dd>", page, re.S)
    assert found, label
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())
