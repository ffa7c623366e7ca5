"""Requests that no page makes: wrong bytes, methods, kinds and sizes, addresses that try to lead elsewhere."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from urllib.parse import quote, urljoin, urlsplit

import httpx
import pytest
from xidmet.errors import BadInput, NotAllowed, NotFound, TooLarge, Unreadable, Unsupported, XidmetError
from xidmet.settings import Settings

from tests.core.certificate import token
from tests.ui import kept
from tests.ui.answered import INSIDES, is_error, is_page, text
from tests.ui.browser import ADDRESS, CONTACT, Browser, Portal, portal_on
from tests.ui.wire import served

FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=b"
ONE_FILE = b'--b\r\nContent-Disposition: form-data; name="email"; filename="../../x.py"\r\n\r\nx\r\n'
NESTED = b"".join(b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (n, n + 1) for n in range(400))
BODIES: dict[str, tuple[str, bytes, type[XidmetError]]] = {
    "two megabytes in a field": (FORM, b"email=" + b"a" * 2_000_000, TooLarge),
    "a field of thirty thousand": (FORM, b"email=" + b"a" * 30_000, TooLarge),
    "too many fields": (FORM, b"a=1&" * 3_000, TooLarge),
    "a broken letter": (FORM, b"email=%ff%fe", Unreadable),
    "half a surrogate": (FORM, b"email=%ed%a0%80", Unreadable),
    "a letter in too many bytes": (FORM, b"email=%c0%af", Unreadable),
    "raw bytes": (FORM, b"email=\xff\xfe\x00", Unreadable),
    "a broken name": (FORM, b"%ff=1", Unreadable),
    "NUL": (FORM, b"email=%00", Unreadable),
    "NUL in a name": (FORM, b"em%00ail=1", Unreadable),
    "JSON": ("application/json", b'{"email": "a@b.az"}', Unsupported),
    "plain text": ("text/plain", b"email=a@b.az", Unsupported),
    "XML": ("application/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', Unsupported),
    "no kind at all": ("", b"email=a@b.az", Unsupported),
    "many files": (PARTS, ONE_FILE * 1_500 + b"--b--", Unsupported),
    "parts in parts": (PARTS, NESTED, Unsupported),
    "parts without an end": (PARTS, b"--b\r\nContent-Disposition: form-data", Unsupported),
    "parts without a boundary": ("multipart/form-data", b"--b--", Unsupported),
}


@pytest.mark.parametrize("language", ["az", "en", "ru"])
async def test_a_body_that_makes_no_sense(portal: Portal, language: str) -> None:
    leyla = await portal.signed_in("leyla", language)
    number = await leyla.draft()
    before = await kept.everything()
    for kind, body, error in BODIES.values():
        headers = {"Content-Type": kind, "X-CSRF-Token": leyla.csrf}
        answer = await leyla.client.post(f"/cases/{number}/review", headers=headers, content=body)
        is_error(answer, error, language)
    assert await kept.everything() == before


async def test_two_megabytes_that_are_sent_bit_by_bit(leyla_there: Browser) -> None:
    """Without a length that would announce them."""
    number = await leyla_there.draft()
    before, headers = await kept.everything(), {"Content-Type": FORM, "X-CSRF-Token": leyla_there.csrf}
    answer = await leyla_there.client.post(f"/cases/{number}/fill/contact", headers=headers, content=_bit_by_bit())
    is_error(answer, TooLarge)
    assert await kept.everything() == before


async def _bit_by_bit() -> AsyncIterator[bytes]:
    yield b"email="
    for _piece in range(40):
        yield b"a" * 50_000


async def test_a_form_that_is_not_of_this_session(portal: Portal, leyla_there: Browser) -> None:
    number = await leyla_there.draft()
    kamran = await portal.signed_in("kamran")
    before, path = await kept.everything(), f"/cases/{number}/fill/contact"
    for csrf in ("", "x", "ə" * 43, kamran.csrf):
        answer = await leyla_there.post(path, {**CONTACT, "version": "4", "csrf": csrf})
        is_page(answer, 403, text("This form is too old, or it did not come from this site."))
    for origin in ("https://evil.example", "http://localhost:8000.evil.example", "http://localhost"):
        answer = await leyla_there.post(path, {**CONTACT, "version": "4"}, headers={"Origin": origin})
        is_page(answer, 403, text("Go back, load the page again and send it once more."))
    assert await kept.everything() == before


METHODS = [("POST", "/services"), ("PUT", "/"), ("DELETE", "/my-cases"), ("PATCH", "/account"), ("GET", "/sign-out")]


@pytest.mark.parametrize(("method", "path"), METHODS)
async def test_a_wrong_method_is_named_as_such(leyla_there: Browser, method: str, path: str) -> None:
    """RFC 9110, section 15.5.6: 405, and Allow says what is taken."""
    answer = await leyla_there.client.request(method, path)
    is_page(answer, 405)
    assert answer.headers["allow"]


# Sent as they stand, through a real server: a client would tidy them first. On both engines: PostgreSQL takes no NUL.
ADDRESSES = [
    "/static/../../etc/passwd",
    "/static/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "/static/..%5c..%5cplugins.toml",
    "/static/%2e%2e/manifest.json",
    "/static//etc/passwd",
    "/cases/..%2f",
    "/cases/..%2f..%2fetc%2fpasswd",
    "/services/%2e%2e%2faccount",
    "/services/%ff",
    "/services/%00",
    "/cases/%ff%fe",
    "/cases/%00",
    "/cases/2026-00000000%00",
    "/cases/%D9%A2%D9%A0%D9%A2%D9%A6-1/review",
    "/attestations/%00/pdf",
    "/no/such/page?q=%ff%00",
    "/language/%00",
    "/sign-up/%00",
    "/" + "a" * 5_000,
]
SEARCHES = [
    "/services?q={}",
    "/my-cases?q={}",
    "/my-cases?service={}",
    "/verify?number={}",
    "/sign-in?next={}",
    "/mailbox/letter?id={}",
    "/mailbox/attachment?id={}&place=%C2%B2",
]
WORDS = ["%ff", "%00", "%ed%a0%80", "%", "%zz", "%27%20OR%201=1", "{{7*7}}", "a" * 4_000]


async def test_an_address_that_does_not_exist(settings: Settings) -> None:
    async with portal_on(settings) as portal, served(portal) as wire:
        leyla = await portal.signed_in("leyla")
        before = await kept.everything()
        for address in ADDRESSES:
            answer = await wire.get(address.encode(), Cookie=cookies_of(leyla))
            assert answer.status_code == 404, address
            is_error(answer, NotFound)
        assert await kept.everything() == before


async def test_a_search_for_anything_is_answered(settings: Settings) -> None:
    async with portal_on(settings) as portal, served(portal) as wire:
        leyla = await portal.signed_in("leyla")
        searches = (*SEARCHES, f"/cases/{await leyla.open()}/lookup/addressee?addressee-text={{}}")
        before = await kept.everything()
        for address in [search.format(word) for search in searches for word in WORDS]:
            answer = await wire.get(address.encode(), Cookie=cookies_of(leyla))
            assert answer.status_code in (200, 400, 404), (address[:80], answer.status_code)
            assert not INSIDES.search(answer.text) and 'value="49"' not in answer.text
        assert await kept.everything() == before


def cookies_of(browser: Browser) -> str:
    return "; ".join(f"{name}={value}" for name, value in browser.client.cookies.items())


async def test_bytes_that_are_no_request_get_no_trace(portal: Portal) -> None:
    """The server answers these before the portal sees them."""
    async with served(portal) as wire:
        for line, more in (
            (b"GET /\x00 HTTP/1.1\r\n", {}),
            (b"GET / HTTP/9.9\r\n", {}),
            (b"\xff\xff\xff\r\n", {}),
            (b"POST /verify HTTP/1.1\r\n", {"Content-Length": "many"}),
            (b"POST /verify HTTP/1.1\r\n", {"Content-Length": "-1"}),
        ):
            answer = await wire.say(line, dict(more))
            assert answer.status_code == 400 and not INSIDES.search(answer.text), line
        for cookie in ("session=\xff\xfe", "session=" + "a" * 4_000, 'session="; language=<b>', "=;;=", "language=%00"):
            is_page(await wire.get(b"/verify", Cookie=cookie), 200)


LEADS = [
    "//evil.example",
    "///evil.example",
    "https://evil.example",
    "https:evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "/\n/evil.example",
    "/\r\nLocation: https://evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    "%2f%2fevil.example",
]


async def test_no_address_leads_to_another_site(portal: Portal) -> None:
    for lead in LEADS:
        browser = portal.browser()
        page = await browser.get(f"/sign-in?next={quote(lead, safe='')}")
        assert re.findall(r'name="next" value="([^"]*)"', page.text)[0] == "/", repr(lead)
        chosen = await browser.get(f"/language/en?next={quote(lead, safe='')}")
        entered = await browser.post("/sign-in/demo", {"person": "leyla", "next": lead})
        for answer in (chosen, entered):
            stays_here(answer, lead)


def stays_here(answer: httpx.Response, lead: str) -> None:
    """As a browser reads it: it drops tabs and line ends, and takes a backslash for a slash."""
    if answer.status_code == 400:
        return  # refused outright
    assert answer.status_code == 303 and "location" in answer.headers, repr(lead)
    location = re.sub(r"[\t\r\n]", "", answer.headers["location"]).replace("\\", "/")
    assert urlsplit(urljoin(f"{ADDRESS}/sign-in", location.strip()))[:2] == ("http", "localhost:8000"), repr(lead)
    assert "evil" not in str(answer.headers)


@pytest.mark.parametrize("lead", ["/services?q=iş", "/my-cases?service=a&q=b#c", "/cases/2026-1/fill?back=review"])
async def test_a_path_of_this_site_is_kept(portal: Portal, lead: str) -> None:
    browser = portal.browser()
    answer = await browser.get(f"/language/ru?next={quote(lead, safe='')}")
    assert answer.headers["location"] in (lead, quote(lead, safe="/?=&#"))


async def test_what_is_somebody_elses_looks_as_if_it_did_not_exist(portal: Portal, leyla_there: Browser) -> None:
    """A draft, a sent case, a PDF: to a stranger the answer is the same as for a number that nobody has."""
    draft, case = await leyla_there.draft(), await leyla_there.draft()
    await leyla_there.confirm(case)
    await portal.settle()
    paper = re.findall(r"/attestations/(\w+)/pdf", (await leyla_there.get("/my-data")).text)[0]
    kamran = await portal.signed_in("kamran")
    before = await kept.everything()
    for number in (draft, case):
        for tail in ("", "/fill", "/fill/contact", "/review", "/lookup/addressee", "/move/deactivate"):
            await _alike(kamran, f"/cases/{number}{tail}", f"/cases/2026-00000000{tail}")
    await _alike(kamran, f"/attestations/{paper}/pdf", "/attestations/7K3M9QXT2VBNE/pdf")
    for path in ("/fill/contact", "/review", "/move/deactivate"):
        for version in ("4", "1"):  # also an old one: "changed meanwhile" would say that there is a case
            fields = {**CONTACT, "version": version, "token": token(), "move": "confirm"}
            is_error(await kamran.post(f"/cases/{draft}{path}", fields), NotFound)
    assert await kept.everything() == before


async def _alike(stranger: Browser, theirs: str, nobodys: str) -> None:
    answers = [await stranger.get(path) for path in (theirs, nobodys)]
    for answer in answers:
        is_error(answer, NotFound)
    bodies = [answer.text.replace(quote(path), "") for answer, path in zip(answers, (theirs, nobodys), strict=True)]
    assert bodies[0] == bodies[1]
    assert dict(answers[0].headers) | {"content-length": ""} == dict(answers[1].headers) | {"content-length": ""}


async def test_acting_for_a_body_that_gave_no_mandate(leyla_there: Browser) -> None:
    before = await kept.everything()
    for wanted in ("6f1c0c0e-0000-4000-8000-000000000000", "1400000101"):
        error = NotAllowed if "-" in wanted else BadInput
        is_error(await leyla_there.post("/acting", {"organisation": wanted}), error)
    assert await kept.everything() == before
