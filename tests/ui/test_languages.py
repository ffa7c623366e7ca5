"""Three languages: a choice is remembered, and no page mixes them. What belongs to a demonstration is nowhere else."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from pydantic import SecretStr
from xidmet.errors import NotFound
from xidmet.language import LANGUAGES
from xidmet.settings import Settings
from xidmet.signatures.demo_authority import PASSWORD
from xidmet.store import mailbox
from xidmet.store.tables import Account

from tests.conftest import ROOT, demo_settings
from tests.ui.answered import is_error, is_page, words
from tests.ui.browser import Browser, Portal, portal_on
from tests.ui.walk import addresses, belongings

LOCALES = (ROOT / "core/xidmet/locale", ROOT / "ui/xidmet_ui/locale", ROOT / "plugins/employment_certificate/locale")
READ_ALOUD = ("aria-label", "alt", "title", "placeholder")
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}
NAMES = re.compile(r"\\{\w+\\}")
LITERAL = 8  # letters of a text that are left without its {names}, for it to be known again


class Texts(HTMLParser):
    """Everything that a page says in its own language: parts that are marked as another language are left out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.language, self.found, self._foreign = "", list[str](), 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.language = given.get("lang") or ""
        elif tag not in VOID and (self._foreign or given.get("lang", self.language) != self.language):
            self._foreign += 1
        if not self._foreign:
            self.found += [value for name, value in attrs if name in READ_ALOUD and value]

    def handle_endtag(self, tag: str) -> None:
        if self._foreign and tag not in VOID:
            self._foreign -= 1

    def handle_data(self, data: str) -> None:
        if not self._foreign and data.strip():
            self.found.append(" ".join(data.split()))


@cache
def sayings(language: str) -> dict[str, str]:
    """msgid -> what it is in this language; for English the msgids themselves."""
    found: dict[str, str] = {}
    translated = "az" if language == "en" else language
    for file in (file for folder in LOCALES for file in sorted((folder / translated).glob("*.po"))):
        with file.open("rb") as source:
            catalogue = read_po(source, locale=language)
        found |= {str(m.id): str(m.id if language == "en" else m.string) for m in catalogue if m.id and m.string}
    return found


@cache
def patterns(language: str) -> list[re.Pattern[str]]:
    return [_pattern(said) for said in set(sayings(language).values()) if _letters(said) >= LITERAL or "{" not in said]


def _pattern(said: str) -> re.Pattern[str]:
    return re.compile(NAMES.sub(".+", re.escape(" ".join(said.split()))))


def _letters(said: str) -> int:
    return sum(sign.isalpha() for sign in re.sub(r"{\w+}", "", said))


def foreign(page: str, language: str) -> Iterator[str]:
    """Texts of the portal that stand on this page in another language than its own."""
    own = patterns(language)
    for said in Texts(page).found:
        others = [one for other in LANGUAGES if other != language for one in patterns(other)]
        if any(one.fullmatch(said) for one in others) and not any(one.fullmatch(said) for one in own):
            yield said


SAID_BY_ADDRESS = ("/language", "/verify/offline/")  # the page that works without a network knows nobody's choice

IN_EACH_LANGUAGE = "/texts/"  # where an agency words what is told, it stands in all of them


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_address_is_in_one_language(portal: Portal, leyla_there: Browser, language: str) -> None:
    """Also what was told: the person had chosen the language before, and so had whoever else is written to."""
    await leyla_there.get(f"/language/{language}")
    await Account.update({Account.language: language}, force=True)
    owned = await belongings(portal, leyla_there)
    mixed, titles = dict[str, list[str]](), dict[str, str]()
    for path in addresses(portal, "GET", owned):
        if path.startswith(SAID_BY_ADDRESS) or IN_EACH_LANGUAGE in path:
            continue
        page = await leyla_there.client.get(path, follow_redirects=True)
        if not page.headers["content-type"].startswith("text/html"):
            continue
        if "<html" in page.text:
            assert Texts(page.text).language == language, path
            titles[path] = re.findall(r"<title>([^<]*)</title>", page.text)[0]
        mixed |= {path: found} if (found := list(foreign(page.text, language))) else {}
    assert mixed == {}
    ends = sayings(language)["State Services Portal"]
    assert len(titles) > 20 and all(title.endswith(f" — {ends}") for title in titles.values()), titles
    assert all(len(title) > len(ends) + 4 for title in titles.values()), "a page without a name"


async def test_a_foreign_text_is_found(portal: Portal) -> None:
    """The counterpart: the search above knows a text of another language when it sees one."""
    page = (await portal.browser("az").get("/sign-in")).text
    assert list(foreign(page, "az")) == [] and Texts(page).found
    for language in ("en", "ru"):
        assert len(list(foreign(page.replace('lang="az"', f'lang="{language}"', 1), language))) > 10


async def test_a_choice_holds_for_the_browser(portal: Portal) -> None:
    browser = portal.browser()
    for language in ("ru", "en", "az"):
        chosen = await browser.get(f"/language/{language}?next=/services")
        assert (chosen.status_code, chosen.headers["location"]) == (303, "/services")
        for path in ("/services", "/", "/sign-in"):
            is_page(await browser.get(path), 200, language=language)


async def test_a_choice_holds_for_the_person_in_every_browser(portal: Portal, leyla_there: Browser) -> None:
    await leyla_there.get("/language/ru")
    other = portal.browser()
    other.client.cookies.clear()
    await other.sign_in("leyla")
    is_page(await other.get("/my-cases"), 200, language="ru")


async def test_letters_come_in_the_chosen_language(portal: Portal, leyla_there: Browser) -> None:
    await leyla_there.get("/language/ru")
    owned = await belongings(portal, leyla_there)
    kept_there = await mailbox.letter(owned.letter)
    assert kept_there
    letter = message_from_bytes(kept_there.source, policy=policy.default)
    assert letter["Content-Language"] == "ru"
    shown = await leyla_there.get(f"/mailbox/letter?id={owned.letter}")
    assert re.search("[а-я]{4}", words(shown))


async def test_a_first_visit_is_in_the_language_of_the_state(portal: Portal) -> None:
    """Whatever the browser's maker has set: what is shown depends on nothing that the visitor did not choose."""
    for cookie in ("", "xx", "../en", "EN"):
        browser = portal.browser(cookie)
        if not cookie:
            browser.client.cookies.clear()
        for wished in ("", "ru", "en-US,en;q=0.9", "*;q=0.1", "\x01,,;q=x"):
            is_page(await browser.get("/", headers={"Accept-Language": wished}), 200, language="az")


def outside_demo(folder: Path) -> Settings:
    """A real site, on the data of a demonstration: even so, nobody may come in as one of its people."""
    keys = folder / "keys"
    return Settings(
        **demo_settings(folder).model_dump(include={"data", "site", "static"}),
        demo=False,
        address="https://portal.example",
        mail="smtp://127.0.0.1:1",
        scanner="clamd:///run/clamav/clamd.ctl",
        file_key=SecretStr(base64.b64encode(b"k" * 32).decode()),
        qr_key=keys / "qr.pem",
        seal_pkcs12=keys / "seal.p12",
        seal_password=SecretStr(PASSWORD),
    )


async def test_outside_a_demonstration_nothing_of_it_is_there(embedded: Settings) -> None:
    async with portal_on(outside_demo(embedded.data)) as portal:
        browser = portal.browser()
        browser.client.base_url = "https://portal.example"
        page = await browser.get("/sign-in")
        is_page(page, 200)
        assert "/sign-in/demo" not in page.text and "Leyla" not in page.text and 'name="email"' in page.text
        assert "demo-mark" not in page.text and "/mailbox" not in page.text
        for path in ("/mailbox", "/mailbox/letter?id=x", "/mailbox/attachment?id=x"):
            is_error(await browser.get(path), NotFound)
        assert (await browser.post("/sign-in/demo", {"person": "leyla", "next": "/"})).status_code in (403, 404)
        assert (await browser.get("/account")).headers["location"].startswith("/sign-in")
