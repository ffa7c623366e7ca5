"""Links that no longer work, names that try to be more than names, numbers that nobody has: said clearly, kept out."""

from __future__ import annotations

import datetime as dt
import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from xidmet import clock
from xidmet.errors import LinkDead, NotFound
from xidmet.store import mailbox

from tests.ui import kept
from tests.ui.answered import is_error, is_page, text
from tests.ui.browser import SLUG, Browser, Portal

PERSON = {
    "surname": "Sadıqova",
    "given_name": "Nərgiz",
    "sex": "f",
    "fin": "6AB4CD9",
    "email": "nergiz@numune.example",
    "password": "dörd söz bir parol",
}
LINK = re.compile(r"https?://\S+/sign-up/confirm/\S+")


async def registered(portal: Portal, browser: Browser, **other: str) -> EmailMessage:
    """The letter that came after somebody registered."""
    await browser.get("/sign-up/person")
    answer = await browser.post("/sign-up/person", {**PERSON, **other})
    assert answer.headers.get("location") == "/sign-up/sent", answer.text
    await portal.settle()
    (arrived,) = await mailbox.letters()
    kept_there = await mailbox.letter(arrived.message_id)
    assert kept_there is not None
    letter = message_from_bytes(kept_there.source, policy=policy.default)
    assert isinstance(letter, EmailMessage)
    return letter


def link_in(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    found = LINK.search(str(body.get_content())) if body else None
    assert found
    return urlsplit(found[0]).path


async def follow(browser: Browser, link: str) -> None:
    """Open it and press its button: looking alone spends nothing."""
    is_page(await browser.get(link), 200)
    before = await kept.everything()
    is_error(await browser.post(link), LinkDead)
    assert await kept.everything() == before


async def test_a_link_that_was_used(portal: Portal, visitor: Browser) -> None:
    link = link_in(await registered(portal, visitor))
    await visitor.get(link)
    assert (await visitor.post(link)).headers["location"] == "/services"
    await follow(portal.browser(), link)
    await follow(visitor, link)


async def test_a_link_whose_time_has_passed(portal: Portal, visitor: Browser) -> None:
    link = link_in(await registered(portal, visitor))
    clock.advance(dt.timedelta(hours=48, minutes=1))
    await follow(portal.browser(), link)


@pytest.mark.parametrize("invented", ["x", "a" * 43, "%ff", "' OR ''='", "a" * 3000])
async def test_a_link_that_somebody_invented(visitor: Browser, invented: str) -> None:
    await follow(visitor, f"/sign-up/confirm/{invented}")


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_dead_link_is_explained_in_the_readers_language(portal: Portal, language: str) -> None:
    browser = portal.browser(language)
    await browser.get("/sign-up/confirm/x")
    is_error(await browser.post("/sign-up/confirm/x"), LinkDead, language)


EVIL = "Nərgiz\r\nBcc: evil@evil.example\r\n\r\n<script>alert(1)</script>"


async def test_a_name_is_no_header_of_a_letter(portal: Portal, visitor: Browser) -> None:
    letter = await registered(portal, visitor, given_name=EVIL, surname="{link} %s\nTo: evil@evil.example")
    assert letter["Bcc"] is None and letter["To"].count("@") == 1
    assert [name for name in letter if name.lower() in ("to", "cc", "bcc")] == ["To"]
    assert not [line for line in letter.as_string().splitlines() if line.startswith(("Bcc:", "<script"))]


async def test_a_name_is_no_markup_and_no_header_of_a_page(portal: Portal, visitor: Browser) -> None:
    link = link_in(await registered(portal, visitor, given_name=EVIL, surname='"><img src=x onerror=alert(1)>'))
    await visitor.get(link)
    entered = await visitor.post(link)
    assert entered.status_code == 303 and "bcc" not in entered.headers
    for path in ("/account", "/my-cases", f"/services/{SLUG}"):
        page = await visitor.get(path)
        is_page(page, 200)
        assert "<script>alert" not in page.text and "<img src=x" not in page.text


async def test_a_weak_or_broken_registration_keeps_what_was_typed(visitor: Browser) -> None:
    await visitor.get("/sign-up/person")
    before = await kept.everything()
    wrong = {**PERSON, "fin": "ABC", "email": "nergiz@", "password": "123", "sex": "x"}
    answer = await visitor.post("/sign-up/person", wrong)
    said = text("A FIN has 7 characters; you typed {length}.", length=3)
    is_page(answer, 422, said, text("Type an e-mail address like name@example.az."), text("Choose from the list."))
    assert 'value="Sadıqova"' in answer.text and 'value="nergiz@"' in answer.text and 'value="123"' not in answer.text
    assert await kept.everything() == before


UNKNOWN = [
    "/cases/2026-00000000",
    "/cases/x/review",
    "/services/no-such-service",
    "/sign-up/martian",
    "/language/xx",
    "/mailbox/letter?id=nobody",
    "/no/such/page",
]


@pytest.mark.parametrize("language", ["az", "en", "ru"])
async def test_what_does_not_exist_is_said_in_the_readers_language(portal: Portal, language: str) -> None:
    leyla = await portal.signed_in("leyla", language)
    for path in UNKNOWN:
        is_error(await leyla.get(path), NotFound, language)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/services/no-such-service/start", {"token": "t" * 32}),
        ("/sign-in/demo", {"person": "nobody"}),
        ("/sign-up/martian", {}),
        ("/verify/pdf", {"number": "7K3M9QXT2VBNE"}),
    ],
)
async def test_a_post_about_what_does_not_exist(leyla_there: Browser, path: str, fields: dict[str, str]) -> None:
    before = await kept.everything()
    is_error(await leyla_there.post(path, fields), NotFound)
    assert await kept.everything() == before


async def test_a_move_that_the_service_does_not_have(portal: Portal, leyla_there: Browser) -> None:
    number = await leyla_there.draft()
    assert (await leyla_there.confirm(number)).status_code == 303
    await portal.settle()
    before = await kept.everything()
    for name in ("explode", "confirm", "expire", "lapse", "__init__", ""):
        answer = await leyla_there.post(f"/cases/{number}/move/{name}", {"version": "5", "token": "t" * 32})
        assert answer.status_code in (404, 409), name
        is_page(answer, answer.status_code)
    assert await kept.everything() == before
