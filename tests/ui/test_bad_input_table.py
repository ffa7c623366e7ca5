"""What bad input gets, as a table: the status, and what a person reads of it in their own language.

Nothing of it changes the store; answers that are wrong are kept in the draft, so that nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from xidmet.errors import (
    BadInput,
    Conflict,
    LinkDead,
    NotAllowed,
    NotFound,
    Stale,
    TooLarge,
    Unreadable,
    Unsupported,
    WrongMethod,
    XidmetError,
)
from xidmet_ui.requests import NOT_FROM_HERE

from tests.core.certificate import token
from tests.ui import kept
from tests.ui.answered import INSIDES, is_page, text
from tests.ui.browser import CERTIFICATE, CONTACT, SLUG, Browser, Portal
from tests.ui.people import somebody
from tests.ui.walk import Belongings, things

FORM = "application/x-www-form-urlencoded"
CONFIRM = {"version": "4", "move": "confirm"}
LIST = "Choose from the list."
OLD_PAGE = Conflict.why


@dataclass(frozen=True)
class Scene:
    """leyla: whose draft (version 4) is played with. theirs: a contract and the form's token of somebody else."""

    leyla: Browser
    visitor: Browser
    owned: Belongings
    theirs: str
    csrf: str

    def path(self, tail: str) -> str:
        return f"/cases/{self.owned.draft}{tail}"


Sent = Callable[[Scene], Awaitable[httpx.Response]]
Said = tuple[str, ...] | type[XidmetError]


def fill(step: str, version: str = "4", **typed: str) -> Sent:
    usual = {"certificate": CERTIFICATE, "contact": CONTACT}.get(step, {})
    return lambda s: s.leyla.post(s.path(f"/fill/{step}"), {**usual, "version": version, **typed})


def send(headers: dict[str, str] | None = None, **fields: str) -> Sent:
    """Confirm the draft, in a way in which it must not be done."""
    return lambda s: s.leyla.post(s.path("/review"), {**CONFIRM, "token": token(), **fields}, headers=headers)


def raw(content: bytes, kind: str = FORM) -> Sent:
    def sent(s: Scene) -> Awaitable[httpx.Response]:
        headers = {"Content-Type": kind, "X-CSRF-Token": s.leyla.csrf}
        return s.leyla.client.post(s.path("/fill/contact"), headers=headers, content=content)

    return sent


def ask(method: str, path: str, **more: Any) -> Sent:
    return lambda s: s.leyla.client.request(method, path.format(**vars(s.owned)), **more)


async def foreign_contract(s: Scene) -> httpx.Response:
    return await s.leyla.post(s.path("/fill/employment"), {"version": "4", "contract": s.theirs})


async def foreign_token(s: Scene) -> httpx.Response:
    return await s.leyla.post(s.path("/review"), {**CONFIRM, "token": token(), "csrf": s.csrf})


async def dead_link(s: Scene) -> httpx.Response:
    return await s.leyla.post("/sign-up/confirm/spent")


async def absurd_cookies(s: Scene) -> httpx.Response:
    """In a browser of its own, for it gets a session and keeps its language."""
    language = s.leyla.client.cookies["language"]
    return await s.visitor.get("/verify", headers={"Cookie": f'session="; =;;=%; language={language}; a=<b>'})


# Wrong answers: told beside the field, and kept as they were typed.
ANSWERS: dict[str, tuple[Sent, int, Said]] = {
    "a day that does not exist": (
        fill("certificate", **{"valid_until-day": "31", "valid_until-month": "2"}),
        422,
        ("There is no such day. Type day, month and year, like 31 12 2026.",),
    ),
    "half a date": (fill("certificate", **{"valid_until-day": ""}), 422, ("Give the day, the month and the year.",)),
    "an unknown contract": (fill("employment", contract="ƏM-1900-0"), 422, (LIST,)),
    "somebody else's contract": (foreign_contract, 422, (LIST,)),
    "an unknown choice": (fill("certificate", kind="gold"), 422, (LIST,)),
    "what a condition hides": (fill("certificate", addressee="SMUGGLED", tell="yes"), 303, ()),
    "what nobody asks": (fill("contact", state="SMUGGLED", contract_number="SMUGGLED", party="SMUGGLED"), 303, ()),
}
REQUESTS: dict[str, tuple[Sent, int, Said]] = {
    "two megabytes in a field": (raw(b"email=" + b"a" * 2_000_000), 413, TooLarge),
    "thirty thousand letters": (fill("contact", email="a" * 30_000), 413, TooLarge),
    "three thousand fields": (raw(b"a=1&" * 3_000), 413, TooLarge),
    "broken UTF-8": (raw(b"email=%ff%fe"), 400, Unreadable),
    "half a surrogate": (raw(b"email=%ed%a0%80"), 400, Unreadable),
    "NUL in a field": (fill("contact", email="a\0b"), 400, Unreadable),
    "NUL in an address": (ask("GET", "/cases/%00"), 404, NotFound),
    "NUL in a search": (ask("GET", "/my-cases?q=%00"), 400, Unreadable),
    "NUL in a document's number": (ask("GET", "/v/7K3M%00"), 404, NotFound),
    "JSON": (raw(b"{}", "application/json"), 415, Unsupported),
    "files": (raw(b"--b--", "multipart/form-data; boundary=b"), 400, BadInput),
    "nearly a form": (raw(b"email=a", FORM + "x"), 415, Unsupported),
    "an old page": (fill("contact", "3", email="other@numune.example"), 409, (OLD_PAGE,)),
    "an old review": (send(version="3"), 409, Stale),
    "a version that is none": (send(version="four"), 400, BadInput),
    "no token": (send(token=""), 400, BadInput),
    "no form's token": (send(csrf=""), 403, NOT_FROM_HERE),
    "a form's token of somebody else": (foreign_token, 403, NOT_FROM_HERE),
    "from another site": (send({"Origin": "https://evil.example"}), 403, NOT_FROM_HERE),
    "from no site at all": (send({"Origin": "http://[evil"}), 403, NOT_FROM_HERE),
    "from another tab's site": (send({"Sec-Fetch-Site": "cross-site"}), 403, NOT_FROM_HERE),
    "from a sister site": (send({"Sec-Fetch-Site": "same-site"}), 403, NOT_FROM_HERE),
    "a move that is not there": (send(move="explode"), 404, NotFound),
    "a dead link": (dead_link, 410, LinkDead),
    "a body without a mandate": (
        lambda s: s.leyla.post("/acting", {"organisation": "6f1c0c0e-0000-4000-8000-000000000000"}),
        403,
        NotAllowed,
    ),
    "no organisation's id": (lambda s: s.leyla.post("/acting", {"organisation": "1400000101"}), 400, BadInput),
    "out of the folder": (ask("GET", "/static/%2e%2e%2f%2e%2e%2fplugins.toml"), 404, NotFound),
    "out of the cases": (ask("GET", "/cases/..%2f..%2fetc%2fpasswd"), 404, NotFound),
    "a very long address": (ask("GET", "/" + "a" * 8_000), 404, NotFound),
    "a place that is no number": (ask("GET", "/mailbox/attachment?id={letter}&place=%C2%B2"), 404, NotFound),
    "a place beyond all": (ask("GET", "/mailbox/attachment?id={letter}&place=" + "9" * 5_000), 404, NotFound),
    "an absurd search": (ask("GET", f"/services?q={'%25' * 900}&audience=%ff&audience[]=&&&=;=%"), 200, ()),
    "absurd cookies": (absurd_cookies, 200, ()),
    "PUT": (ask("PUT", "/"), 405, WrongMethod),
    "DELETE": (ask("DELETE", "/cases/{case}"), 405, WrongMethod),
    "a method of nobody's": (ask("BREW", "/services"), 405, WrongMethod),
    "posting to a page": (ask("POST", "/services"), 405, WrongMethod),
    "opening what is posted": (ask("GET", "/sign-out"), 405, WrongMethod),
}


@pytest.mark.parametrize("language", ["az", "en", "ru"])
async def test_what_bad_input_gets(portal: Portal, language: str) -> None:
    leyla = await portal.signed_in("leyla", language)
    kamran = await portal.signed_in("kamran")
    scene = Scene(
        leyla, portal.browser(), await things(portal, leyla), await kamran.contract(await kamran.open()), kamran.csrf
    )
    before = await kept.everything()
    for name, row in REQUESTS.items():
        is_told(await row[0](scene), name, row[1:], language)
        assert await kept.everything() == before, name
    before = await kept.moved()
    for version, (name, row) in enumerate(ANSWERS.items(), 4):
        is_told(await _at(scene, row[0], version), name, row[1:], language)
        assert await kept.moved() == before, name
    assert "SMUGGLED" not in str(await kept.everything())


async def _at(scene: Scene, sent: Sent, version: int) -> httpx.Response:
    """Each wrong answer is kept, so that the draft's version grows by one."""
    post = scene.leyla.post

    async def newer(path: str, fields: Any = None, **more: Any) -> httpx.Response:
        return await post(path, {**fields, "version": str(version)}, **more)

    scene.leyla.post = newer  # type: ignore[method-assign]
    try:
        return await sent(scene)
    finally:
        scene.leyla.post = post  # type: ignore[method-assign]


def is_told(answer: httpx.Response, name: str, wanted: tuple[int, Said], language: str) -> None:
    status, said = wanted
    assert answer.status_code == status, (name, answer.status_code)
    assert not INSIDES.search(answer.text), name
    texts = (said.why, said.mend) if isinstance(said, type) else said
    if status != 303:
        is_page(answer, status, *(text(one, language) for one in texts), language=language)


@pytest.mark.parametrize("path", ["/", "/services", f"/services/{SLUG}", "/verify", "/static/nothing.css"])
async def test_head_and_options_are_answered_without_a_body(portal: Portal, path: str) -> None:
    visitor = portal.browser()
    whole, head = await visitor.get(path), await visitor.client.head(path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert head.headers["content-length"] == str(len(whole.content)) or "content-encoding" in whole.headers
    options = await visitor.client.options(path)
    assert options.status_code == 204 and options.content == b"" and "GET" in options.headers["allow"]


async def test_a_wrong_method_says_which_are_right(portal: Portal) -> None:
    """RFC 9110, section 15.5.6; HEAD is among them wherever GET is."""
    visitor = portal.browser()
    tried = {
        ("PUT", "/"): "GET, HEAD, OPTIONS",
        ("TRACE", "/"): "GET, HEAD, OPTIONS",
        ("GET", "/sign-out"): "OPTIONS, POST",
    }
    for (method, path), allowed in tried.items():
        assert (await visitor.client.request(method, path)).headers["allow"] == allowed
    api = await visitor.client.request("POST", "/api/v1/services")
    assert (api.status_code, api.headers["content-type"]) == (405, "application/problem+json")


@pytest.mark.parametrize("referer", ["http://[evil", "//evil.example/x", "https://evil.example//evil.example", "\\\\x"])
async def test_a_broken_referer_leads_nowhere(portal: Portal, referer: str) -> None:
    visitor = await somebody(portal, "anonymous")
    answer = await visitor.post("/acting", {"organisation": ""}, headers={"Referer": referer})
    assert answer.status_code == 303
    assert answer.headers["location"] in ("/sign-in?next=/", "/sign-in?next=/x")
