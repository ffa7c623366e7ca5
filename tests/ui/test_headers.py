"""What a browser is told to allow: on every address, for every kind of answer, with cookies that nothing else reads."""

from __future__ import annotations

import hashlib
import re
from html.parser import HTMLParser
from http.cookies import Morsel, SimpleCookie

import httpx
import pytest
from xidmet.errors import XidmetError
from xidmet.settings import Settings
from xidmet_ui.pages import home

from tests.ui.answered import is_error
from tests.ui.browser import Browser, Portal, hidden, portal_on
from tests.ui.walk import addresses, belongings

POLICY = {
    "default-src": {"'none'"},
    "object-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'", "data:"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "form-action": {"'self'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
}
OFFLINE = "/verify/offline/ru"  # the only page that may use the camera, and that a worker keeps
DOWNLOAD = {"default-src": {"'none'"}, "sandbox": set[str]()}
HASHED = re.compile(r"[\w-]+\.([0-9a-f]{12})\.\w+")


class Inline(HTMLParser):
    """What a page does outside its own files: the strict policy would block it, and it must not even be tried."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("style", "iframe", "object", "embed", "base") or (tag == "script" and not given.get("src")):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name in ("style", "srcdoc") or name.startswith(("on", "hx-on")) or _leads_out(tag, name, value or ""):
                self.found.append(f"<{tag} {name}={value!r}>")


def _leads_out(tag: str, name: str, value: str) -> bool:
    loads = name in ("src", "action", "formaction", "srcset") or (tag, name) == ("link", "href")
    return value.strip().lower().startswith(("javascript:", "vbscript:")) or (loads and not value.startswith("/"))


def policy_of(answer: httpx.Response) -> dict[str, set[str]]:
    directives = (part.split() for part in answer.headers["content-security-policy"].split(";"))
    return {name: set(values) for name, *values in directives}


def is_html(answer: httpx.Response) -> bool:
    return str(answer.headers.get("content-type", "")).startswith("text/html")


async def test_every_address_is_answered_strictly(portal: Portal, leyla_there: Browser) -> None:
    owned = await belongings(portal, leyla_there)
    kinds = set[str]()
    for path in addresses(portal, "GET", owned):
        answer = await leyla_there.client.get(path)
        assert answer.status_code < 400, path
        kinds.add(answer.headers.get("content-type", "").partition(";")[0])
        is_strict(answer, path)
        if is_html(answer):
            assert Inline(answer.text).found == [], path
            assert answer.headers["cache-control"] in ("no-store", "private, no-store"), path
    assert kinds >= {"text/html", "application/pdf", "application/json", "text/plain"}


def is_strict(answer: httpx.Response, path: str) -> None:
    file = answer.headers.get("content-type") in ("application/pdf", "image/png")
    saved = answer.headers.get("content-disposition", "").startswith("attachment")
    download = (file and "attachments" not in path) or saved
    policy = POLICY | {"worker-src": {"'self'"}} if path == OFFLINE else POLICY
    assert policy_of(answer) in ((policy, DOWNLOAD) if download else (policy,)), path
    assert answer.headers["x-content-type-options"] == "nosniff", path
    assert answer.headers["referrer-policy"] in ("same-origin", "no-referrer"), path
    assert answer.headers["cross-origin-opener-policy"] == "same-origin", path
    assert ("camera=(self)" if path == OFFLINE else "camera=()") in answer.headers["permissions-policy"], path
    assert not {"server", "x-powered-by", "strict-transport-security"} & set(answer.headers), path


async def test_a_visitor_gets_the_same_policy(portal: Portal, leyla_there: Browser) -> None:
    """Also on pages that only send to sign in."""
    owned = await belongings(portal, leyla_there)
    for path in addresses(portal, "GET", owned):
        answer = await portal.browser().get(path)
        is_strict(answer, path)
        assert not is_html(answer) or Inline(answer.text).found == [], path


async def test_what_shows_inline_code_is_seen() -> None:
    """The counterpart: the search above finds what it looks for."""
    for page in (
        "<p style='color:red'>",
        "<a href=' javascript:alert(1)'>",
        "<img src='https://evil.example/x'>",
        "<script>x</script>",
        "<body onload=x>",
        "<p hx-on:click=x>",
        "<form action='//evil.example'><base href=/>",
        "<style>",
    ):
        assert Inline(page).found, page
    assert Inline("<a href='https://sosial.gov.az'><script src='/static/a.js' defer></script>").found == []


async def test_errors_are_as_strict(portal: Portal, leyla_there: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ours and the framework's; a fault that nobody foresaw shows a number, and nothing of what went wrong."""

    def breaks(*_given: object) -> None:
        raise RuntimeError("secret-detail in /etc/passwd")

    monkeypatch.setattr(home, "cards", breaks)
    answers = [await leyla_there.client.get(path) for path in ("/", "/no/such/page", "/cases/2026-00000000")]
    answers += [await leyla_there.client.post(path) for path in ("/verify", "/services", "/sign-out")]
    answers += [await leyla_there.client.post("/verify", content=b"a" * 400_000)]
    assert {answer.status_code for answer in answers} >= {403, 404, 413, 500}
    for answer in answers:
        is_strict(answer, str(answer.url))
        assert answer.headers["cache-control"] == "no-store" and Inline(answer.text).found == []
    is_error(answers[0], XidmetError)
    assert "secret-detail" not in answers[0].text and re.search(r"\b[0-9a-f]{8}\b", answers[0].text)


async def test_front_end_files_are_kept_for_ever_under_a_name_that_holds_their_hash(portal: Portal) -> None:
    names = list(portal.app.state.static.names.values())
    assert len(names) > 5
    for name in names:
        answer = await portal.browser().get(f"/static/{name}")
        digest = HASHED.fullmatch(name)
        assert digest and hashlib.sha256(answer.content).hexdigest().startswith(digest[1]), name
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert "set-cookie" not in answer.headers and answer.headers["x-content-type-options"] == "nosniff"
        again = await portal.browser().get(f"/static/{name}", headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    gone = await portal.browser().get("/static/portal.000000000000.css")
    assert gone.status_code == 404 and "immutable" not in gone.headers["cache-control"]


async def test_the_files_of_a_page_are_all_there(portal: Portal, visitor: Browser) -> None:
    page = await visitor.get("/services")
    found = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text)
    assert {path.rpartition(".")[2] for path in found} >= {"css", "js", "svg"}
    for path in found:
        kind, __, charset = (await visitor.get(path)).headers["content-type"].partition("; ")
        assert kind in ("text/css", "text/javascript", "image/svg+xml") and charset == "charset=utf-8", path


async def test_documents_are_downloads_of_their_kind(portal: Portal, leyla_there: Browser) -> None:
    owned = await belongings(portal, leyla_there)
    own = await leyla_there.client.get(f"/attestations/{owned.paper}/pdf")
    mailed = await leyla_there.client.get(f"/mailbox/attachment?id={owned.letter}&place=0")
    checker = portal.browser()
    await checker.get("/verify")
    await checker.post("/verify", {"number": owned.paper})
    checked = await checker.post("/verify/pdf", {"number": owned.paper})
    for answer in (own, mailed, checked):
        assert answer.status_code == 200 and answer.content.startswith(b"%PDF-")
        assert answer.headers["content-type"] == "application/pdf"
        assert re.fullmatch(r"attachment; filename\*=UTF-8''[\w-]+\.pdf", answer.headers["content-disposition"])
        assert answer.headers["x-content-type-options"] == "nosniff"
    for answer in (own, checked):
        assert answer.headers["cache-control"] == "no-store" and policy_of(answer) == DOWNLOAD
        assert int(answer.headers["content-length"]) == len(answer.content)


def cookies_in(answer: httpx.Response) -> dict[str, Morsel[str]]:
    found: dict[str, Morsel[str]] = {}
    for line in answer.headers.get_list("set-cookie"):
        found |= dict(SimpleCookie(line).items())
    return found


async def all_cookies(browser: Browser) -> dict[str, Morsel[str]]:
    """Of a first visit, a choice of language, a sign-in and a sign-out."""
    first = await browser.client.get("/sign-in")
    csrf = hidden(first.text, "csrf")
    chosen = await browser.client.get("/language/ru")
    jar = {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in cookies_in(first).items())}
    entered = await browser.client.post("/sign-in/demo", data={"csrf": csrf, "person": "leyla"}, headers=jar)
    assert entered.status_code == 303
    jar = {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in cookies_in(entered).items())}
    page = await browser.client.get("/account", headers=jar)
    assert page.status_code == 200
    token = re.findall(r'name="csrf" value="([^"]+)"', page.text)[0]
    left = await browser.client.post("/sign-out", data={"csrf": token}, headers=jar)
    answers = {"first": first, "chosen": chosen, "entered": entered, "left": left}
    return {f"{at} {name}": morsel for at, answer in answers.items() for name, morsel in cookies_in(answer).items()}


@pytest.mark.parametrize(
    ("address", "session"), [("http://localhost:8000", "session"), ("https://x.example", "__Host-session")]
)
async def test_cookies_are_for_this_site_alone(embedded: Settings, address: str, session: str) -> None:
    https = address.startswith("https")
    async with portal_on(embedded.model_copy(update={"address": address})) as portal:
        cookies = await all_cookies(portal.browser())
        device, language = (session.replace("session", name) for name in ("device", "language"))
        lasting = {f"chosen {language}", f"entered {device}"}
        assert set(cookies) == {f"first {session}", f"entered {session}", f"left {session}"} | lasting
        for name, cookie in cookies.items():
            assert cookie["httponly"] and cookie["samesite"].lower() in ("lax", "strict"), name
            assert bool(cookie["secure"]) is https and cookie["path"] == "/" and not cookie["domain"], name
        assert cookies[f"first {session}"].value != cookies[f"entered {session}"].value, "a known token was adopted"
        assert not cookies[f"left {session}"].value and cookies[f"left {session}"]["max-age"] == "0"
        assert not cookies[f"entered {session}"]["max-age"], "the session ends with the browser"
        chosen = {"Cookie": f"{language}={cookies[f'chosen {language}'].value}; language=en"}
        seen = await portal.browser("az").client.get("/", headers=chosen)
        assert '<html lang="ru"' in seen.text or not https, "a cookie that another name of the host may set counts not"
        answer = await portal.browser().get("/")
        assert ("strict-transport-security" in answer.headers) is https


async def test_reading_sets_no_cookie_and_an_invented_one_is_never_adopted(portal: Portal) -> None:
    for path in ("/", "/services", "/agencies", "/privacy", "/healthz", "/api/v1/services"):
        assert "set-cookie" not in (await portal.browser().get(path)).headers, path
    answer = await portal.browser().get("/sign-in", headers={"Cookie": "session=" + "a" * 43})
    assert cookies_in(answer)["session"].value != "a" * 43
