"""Attacks on sessions, as tables: fixation, tossed cookies, strange hosts, open redirects, frames and caches."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from typing import Any

import httpx
import pytest
from litestar import Request
from xidmet.settings import Settings
from xidmet.store import mailbox
from xidmet_ui.hosts import answering_here
from xidmet_ui.session import only_cookie

from tests.ui.browser import Browser, Portal, hidden, portal_on
from tests.ui.people import PERSON, anonymous

SITE = "https://xidmet.example"
PRIVATE = "/account/sessions"


@pytest.fixture
async def secure(embedded: Settings) -> AsyncIterator[Portal]:
    """A portal that is reached by https."""
    async with portal_on(embedded.model_copy(update={"address": SITE})) as opened:
        yield opened


async def entered(portal: Portal, **cookies: str) -> httpx.Response:
    """The answer to a sign-in by a browser that keeps no cookies by itself; cookies: what it sends besides."""
    client = portal.browser().client
    first = await client.get("/sign-in")
    (session,) = first.headers.get_list("set-cookie")
    sent = "; ".join([session.partition(";")[0], *(f"{name}={value}" for name, value in cookies.items())])
    client.cookies.clear()
    fields = {"csrf": hidden(first.text, "csrf"), "person": "leyla", "next": "/"}
    return await client.post("/sign-in/demo", data=fields, headers={"Cookie": sent})


async def test_every_cookie_of_an_https_portal_is_locked_to_it(secure: Portal) -> None:
    answer = await entered(secure)
    lines = answer.headers.get_list("set-cookie")
    assert {line.partition("=")[0] for line in lines} == {"__Host-session", "__Host-device"}
    for line in lines:
        flags = {part.strip().lower() for part in line.split(";")[1:]}
        assert flags >= {"secure", "httponly", "samesite=lax", "path=/"}, line
        assert not [flag for flag in flags if flag.startswith("domain")], line
        lasts = [flag for flag in flags if flag.startswith(("max-age", "expires"))]
        assert bool(lasts) is line.startswith("__Host-device"), "a session ends with the browser"


async def test_a_session_known_before_signing_in_is_worth_nothing_after(portal: Portal) -> None:
    """Fixation: somebody put their own session into the browser of another."""
    thief = await anonymous(portal)
    planted = thief.client.cookies["session"]
    victim = portal.browser()
    victim.client.cookies.set("session", planted, domain="localhost.local", path="/")
    await victim.sign_in("leyla")
    assert victim.client.cookies["session"] != planted
    assert (await thief.get(PRIVATE)).status_code == 303 and (await victim.get(PRIVATE)).status_code == 200


async def test_a_token_of_before_signing_out_is_worth_nothing_after(portal: Portal) -> None:
    leyla = await portal.signed_in("leyla")
    kept = leyla.client.cookies["session"]
    await leyla.post("/sign-out")
    leyla.client.cookies.set("session", kept)
    assert (await leyla.client.get(PRIVATE)).status_code == 303


async def test_of_two_cookies_of_one_name_none_is_believed(portal: Portal) -> None:
    leyla, kamran = await portal.signed_in("leyla"), await portal.signed_in("kamran")
    hers, his = leyla.client.cookies["session"], kamran.client.cookies["session"]
    stranger = portal.browser().client
    for header, status in (
        (f"session={hers}", 200),
        (f"session={hers}; session={his}", 303),
        (f"session={his};session={hers}", 303),
        (f"session={hers}; session=", 303),
        (f'session="{hers}"', 303),
        (f"Session={hers}", 303),
        (f"__Host-session={hers}", 303),
        (f"=session={hers}", 303),
    ):
        stranger.cookies.clear()
        assert (await stranger.get(PRIVATE, headers={"Cookie": header})).status_code == status, header


def test_two_headers_of_cookies_are_read_as_one() -> None:
    headers = [(b"cookie", b"session=a"), (b"cookie", b"session=b; other=c")]
    request: Request[Any, Any, Any] = Request({"type": "http", "headers": headers})  # type: ignore[typeddict-item]
    assert (only_cookie(request, "session"), only_cookie(request, "other")) == ("", "c")


@pytest.mark.parametrize("device", ["", "short", "a" * 43 + "x", "' OR 1=1 --", "a" * 43])
async def test_an_invented_device_is_no_known_one(portal: Portal, device: str) -> None:
    answer = await entered(portal, device=device)
    assert answer.status_code == 303
    given = [line for line in answer.headers.get_list("set-cookie") if line.startswith("device=")]
    assert len(given) == 1 and (device == "a" * 43 or device not in given[0] or not device)


def hosts(path: str = "/", *said: str) -> dict[str, Any]:
    return {"type": "http", "method": "GET", "path": path, "headers": [(b"host", one.encode()) for one in said]}


@pytest.mark.parametrize(
    ("said", "passes"),
    [
        (("xidmet.example",), True),
        (("XIDMET.example",), True),
        (("evil.example",), False),
        (("xidmet.example.evil.example",), False),
        (("xidmet.example:8443",), False),
        (("xidmet.example@evil.example",), False),
        (("xidmet.example", "evil.example"), False),
        ((), False),
        (("",), False),
    ],
)
@pytest.mark.parametrize("demo", [False, True])
async def test_outside_a_demonstration_one_host_is_answered(
    embedded: Settings, said: tuple[str, ...], passes: bool, demo: bool
) -> None:
    asked: list[str] = []
    answers: list[dict[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        asked.append(scope["path"])

    async def send(message: Any) -> None:
        answers.append(message)

    settings = embedded.model_copy(update={"address": SITE, "demo": demo})
    wrapped: Any = answering_here(app, settings)
    await wrapped(hosts("/sign-in", *said), None, send)
    await wrapped(hosts("/healthz", *said), None, send)
    assert asked == (["/sign-in", "/healthz"] if passes or demo else ["/healthz"])
    if not passes and not demo:
        assert answers[0]["status"] == 400 and SITE in answers[1]["body"].decode()
        assert b"strict-transport-security" in dict(answers[0]["headers"])


STRANGE = [
    {"Host": "evil.example"},
    {"X-Forwarded-Host": "evil.example"},
    {"Forwarded": "host=evil.example;proto=http"},
    {"X-Forwarded-Proto": "javascript", "X-Original-URL": "/my-cases", "X-Rewrite-URL": "/my-cases"},
]


@pytest.mark.parametrize("said", STRANGE)
async def test_no_header_of_a_stranger_gets_into_a_redirect_a_page_or_a_letter(
    secure: Portal, said: dict[str, str]
) -> None:
    browser = Browser(secure.browser().client)
    secured = await browser.get("/sign-up/person", headers=said)
    assert "evil.example" not in secured.text
    cookie = secured.headers["set-cookie"].partition(";")[0]
    browser.client.cookies.clear()
    answer = await browser.post("/sign-up/person", PERSON, headers={"Cookie": cookie, **said})
    assert answer.headers["location"] == "/sign-up/sent"
    away = await browser.client.get("/my-cases", headers=said)
    assert away.headers["location"] == "/sign-in?next=/my-cases"
    await secure.settle()
    letter = await mailbox.letter((await mailbox.letters())[0].message_id)
    assert letter is not None
    mail: Any = message_from_bytes(letter.source, policy=policy.default)
    links = re.findall(r"https?://\S+", mail.get_body(("plain",)).get_content())
    assert links and all(link.startswith(f"{SITE}/") for link in links)


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/a\\..\\evil",
    "/\t/evil.example",
    "/\r\nSet-Cookie: a=b",
    "javascript:alert(1)",
    "data:text/html,x",
    " //evil.example",
    "evil.example",
    "",
]


@pytest.mark.parametrize("wanted", ELSEWHERE)
async def test_no_way_leads_out_of_the_site(portal: Portal, wanted: str) -> None:
    browser = await anonymous(portal)
    shown = await browser.client.get("/sign-in", params={"next": wanted})
    assert hidden(shown.text, "next") == "/"
    answers = [
        await browser.post("/sign-in/demo", {"person": "leyla", "next": wanted}),
        await browser.client.get("/language/ru", params={"next": wanted}),
    ]
    for answer in answers:
        where = answer.headers["location"]
        assert where == "/" and "a" not in answer.cookies, where
    stepped = await browser.client.get("/step-up", params={"next": wanted})
    assert "evil.example" not in re.sub(r'href="/language/[^"]*"', "", stepped.text)


@pytest.mark.parametrize("path", ["/", "/sign-in", PRIVATE, "/no/such/page", "/api/v1/session", "/services"])
async def test_nothing_is_framed_or_kept_by_a_cache(secure: Portal, path: str) -> None:
    answer = await secure.browser().client.get(path)
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"


async def test_one_session_cannot_post_with_the_token_of_before(portal: Portal) -> None:
    """Each session has a token of its own: the one of before signing in dies with it."""
    browser = await anonymous(portal)
    before = browser.csrf
    await browser.sign_in("leyla")
    assert (await browser.post(f"{PRIVATE}/end-others", {"csrf": before})).status_code == 403
    assert (await browser.post(f"{PRIVATE}/end-others", {"csrf": browser.csrf})).status_code == 303
