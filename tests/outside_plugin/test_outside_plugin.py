"""A stranger's plugin, a distribution of its own: switched on by plugins.toml alone, it gets what our own ones get."""

from __future__ import annotations

import ast
import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import httpx
import pytest
from xidmet import clock
from xidmet.attestations import written
from xidmet.plugins import GROUP
from xidmet.settings import PREFIX, Settings
from xidmet.store import effects
from xidmet.store.tables import Issued, Message

from tests.architecture.sources import imports
from tests.architecture.test_words import WORDS
from tests.architecture.texts import plugin_texts
from tests.core.certificate import token
from tests.ui.answered import is_page, words
from tests.ui.browser import Browser, Portal, boxes, hidden, portal_on

HERE = Path(__file__).parent / "distribution"
NAME, SLUG = "library_card", "library-card"
ON = f'[[plugins]]\nname = "{NAME}"\n'
READER = {"surname": "Əliyeva", "given_name": "Leyla", "born-day": "1", "born-month": "5", "born-year": "1990"}
CARD = {"hall": "main", "deliver": "desk", "address": "SMUGGLED", **boxes(clock.today() + dt.timedelta(days=400))}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the distribution was built and installed, as an agency would into its environment."""
    target = tmp_path_factory.mktemp("installed")
    offline = ["--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check", "--quiet"]
    command = [sys.executable, "-m", "pip", "install", *offline, "--target", str(target), str(HERE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture
def on_path(installed: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Installed where this process looks, and forgotten again after the test."""
    monkeypatch.syspath_prepend(str(installed))
    yield installed
    for name in [name for name in sys.modules if name.partition(".")[0] == NAME]:
        del sys.modules[name]


def site_with(folder: Path, toml: str) -> Path:
    """A site without any plugin folder: what it offers can only come from installed distributions."""
    folder.mkdir(exist_ok=True)
    (folder / "plugins.toml").write_text(toml, encoding="utf-8")
    return folder


@pytest.fixture
async def portal(embedded: Settings, on_path: Path, tmp_path: Path) -> AsyncIterator[Portal]:
    site = site_with(tmp_path / "site", ON)
    async with portal_on(embedded.model_copy(update={"site": site})) as opened:
        yield opened


def checked(site: Path, *path: Path) -> tuple[int, Any]:
    """What `xidmet check --json` says of a site, with these folders among those in which Python looks."""
    usual = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    own = {f"{PREFIX}DEMO": "1", f"{PREFIX}SITE": str(site), "PYTHONPATH": os.pathsep.join(map(str, path))}
    command = [sys.executable, "-m", "xidmet.cli", "check", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=usual | own, cwd=site)
    return done.returncode, json.loads(done.stdout)


def test_check_finds_no_fault_in_it(installed: Path, tmp_path: Path) -> None:
    status, said = checked(site_with(tmp_path, ON), installed)
    assert said == {"services": [{"slug": SLUG, "plugin": NAME, "faults": []}]}
    assert status == 0


def test_without_plugins_toml_it_is_not_there(installed: Path, tmp_path: Path) -> None:
    assert checked(site_with(tmp_path, ""), installed) == (0, {"services": []})


def test_switched_on_but_not_installed_is_told(tmp_path: Path) -> None:
    status, said = checked(site_with(tmp_path, ON))
    assert status == 1 and said["services"][0]["plugin"] == NAME
    assert "no installed distribution of that name" in said["services"][0]["faults"][0]


def test_it_comes_through_the_entry_point(on_path: Path) -> None:
    (entry,) = [entry for entry in entry_points(group=GROUP) if entry.name == NAME]
    assert entry.dist and entry.dist.name == "xidmet-library-card"
    assert Path(str(entry.load().__file__)).is_relative_to(on_path)


def test_it_says_nothing_but_the_public_words() -> None:
    sources = [ast.parse(file.read_text(encoding="utf-8")) for file in HERE.rglob("*.py")]
    said = [one for source in sources for one in imports(source) if not one[0].startswith(".")]
    assert {module for module, _names in said} == {"xidmet", "collections.abc"}
    assert {word for module, names in said if module == "xidmet" for word in names} <= WORDS
    texts = plugin_texts(HERE)
    assert len(texts) > 20
    for language in ("az", "ru"):
        catalogue = (HERE / NAME / "locale" / language / "service.po").read_text(encoding="utf-8")
        assert [text for text in texts if f'msgid "{text}"' not in catalogue] == []


async def test_switched_off_it_appears_nowhere(embedded: Settings, on_path: Path) -> None:
    """Installed, but the site's plugins.toml does not name it."""
    async with portal_on(embedded) as portal:
        leyla = await portal.signed_in("leyla")
        assert SLUG not in (await leyla.get("/services")).text
        for answer in (await leyla.get(f"/services/{SLUG}"), await _start(leyla)):
            is_page(answer, 404)


@pytest.mark.parametrize(
    ("language", "title", "agency"),
    [
        ("az", "Kitabxana kartı", "Kitab Evi"),
        ("en", "Library card", "House of Books"),
        ("ru", "Читательский билет", "Дом книги"),
    ],
)
async def test_it_is_in_the_catalogue_in_every_language(portal: Portal, language: str, title: str, agency: str) -> None:
    visitor = portal.browser(language)
    is_page(await visitor.get("/services?q=kitab"), 200, title, agency, language=language)
    is_page(await visitor.get(f"/services/{SLUG}"), 200, title, agency, language=language)
    is_page(await visitor.get("/agencies"), 200, title, agency, language=language)


async def _start(browser: Browser) -> httpx.Response:
    return await browser.post(f"/services/{SLUG}/start", {"token": token()})


async def drafted(leyla: Browser, **card: str) -> str:
    """The number of a filled-in draft; its version is 3."""
    await leyla.get(f"/services/{SLUG}")
    number = (await _start(leyla)).headers["location"].split("/")[2]
    assert (await leyla.fill(number, "reader", 1, **READER)).status_code == 303
    assert (await leyla.fill(number, "card", 2, **{**CARD, **card})).status_code == 303
    return number


async def order(leyla: Browser, number: str, version: int = 3) -> httpx.Response:
    fields = {"version": str(version), "token": token(), "move": "order"}
    return await leyla.post(f"/cases/{number}/review", fields)


async def test_a_case_from_its_beginning_to_its_end(portal: Portal) -> None:
    leyla = await portal.signed_in("leyla")
    number = await drafted(leyla)
    assert (await order(leyla, number)).headers["location"] == f"/cases/{number}?done=order"
    await portal.settle()
    assert set(await effects.counts()) <= {"done"}
    is_page(await leyla.get(f"/cases/{number}"), 200, "Kitabxana kartı", "Etibarlıdır")
    paper = await _only_paper()
    await _is_in_force(portal, leyla, paper)
    await _was_told(paper)
    await _given_back(portal, leyla, number, paper)


async def _only_paper() -> str:
    (row,) = await Issued.select(Issued.number, Issued.record)
    assert "SMUGGLED" not in str(row["record"])
    return str(row["number"])


async def _is_in_force(portal: Portal, leyla: Browser, paper: str) -> None:
    pdf = await leyla.client.get(f"/attestations/{paper}/pdf")
    assert pdf.content.startswith(b"%PDF-") and b"/ByteRange" in pdf.content, "it is sealed"
    checker = portal.browser()
    await checker.get("/verify")
    answer = await checker.post("/verify", {"number": written(paper)})
    is_page(answer, 200, "Kitabxana kartı", written(paper), "Əliyeva", "Əsas zal")
    told = (await checker.client.get(f"/api/v1/attestations/{paper}")).json()
    assert (told["active"], told["attestation"]) == (True, "house-of-books.cards")


async def _was_told(paper: str) -> None:
    texts = [row["text"] for row in await Message.select(Message.text)]
    assert any(f"Leyla, {written(paper)} nömrəli kitabxana kartı hazırdır." in text for text in texts), texts


async def _given_back(portal: Portal, leyla: Browser, number: str, paper: str) -> None:
    page = await leyla.get(f"/cases/{number}/move/give_back")
    fields = {name: hidden(page.text, name) for name in ("version", "token")}
    assert (await leyla.post(f"/cases/{number}/move/give_back", fields)).status_code == 303
    told = await portal.browser().client.get(f"/api/v1/attestations/{paper}")
    assert told.json() == {"active": False}
    assert "Qaytarılıb" in words(await leyla.get(f"/cases/{number}"))


async def test_its_rules_refuse_with_their_law(portal: Portal) -> None:
    leyla = await portal.signed_in("leyla")
    number = await drafted(leyla)
    late = {**CARD, "valid_until-year": str(clock.today().year + 14)}
    said = ("Kart ən çoxu üç il etibarlıdır.", "Kitab Evinin qaydaları, 3-cü bənd")
    is_page(await leyla.fill(number, "card", 3, **late), 422, *said)  # on its own step already
    is_page(await order(leyla, number, 4), 409, *said)
    await leyla.fill(number, "card", 4, **CARD)
    await leyla.fill(number, "reader", 5, **{**READER, "born-year": str(clock.today().year - 1)})
    is_page(await order(leyla, number, 6), 409, "Oxucunun ən azı 6 yaşı olmalıdır.")
    assert await Issued.count() == 0


async def test_its_condition_asks_for_what_is_shown(portal: Portal) -> None:
    leyla = await portal.signed_in("leyla")
    number = await drafted(leyla)
    answer = await leyla.fill(number, "card", 3, **{**CARD, "deliver": "post", "address": ""})
    is_page(answer, 422, "Poçt ünvanı")
