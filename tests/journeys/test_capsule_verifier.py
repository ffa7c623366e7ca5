"""The verifier that needs no portal, opened from a disk, finds the same as `xidmet capsule verify`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page
from xidmet.signatures import demo_authority
from xidmet_ui.assets_build import capsule_page, capsule_script

from tests.core import test_capsules as altered
from tests.core.capsules import Files, Made, broken, found, packed, resealed, rewritten, two, unpacked
from tests.journeys import axe

pytestmark = pytest.mark.asyncio(loop_scope="session")
Alter = Callable[[Files], Files]
WITHOUT_THE_KEY: dict[str, Alter] = {
    "added": lambda files: files | {"documents/99-a.pdf": b"%PDF-"},
    "missing": lambda files: {name: held for name, held in files.items() if name != "case.pdf"},
    "no seal": lambda files: {name: held for name, held in files.items() if not name.endswith(".p7s")},
    "changed": lambda files: files | {"case.pdf": files["case.pdf"] + b" "},
    "moved": lambda files: {"case.pdf": files["case.pdf"]} | files,
    "other manifest": lambda files: {
        name: held.replace(b"case.pdf", b"c4se.pdf") if name.endswith(".xml") else held for name, held in files.items()
    },
}
WITH_THE_KEY: dict[str, Alter] = {
    alter.__name__: alter
    for alter in (
        altered.dropped,
        altered.added,
        altered.swapped,
        altered.cut,
        altered.another_value,
        altered.other_answers,
        altered.another_leaf,
        altered.another_root,
        altered.other_document,
        rewritten,
    )
}


@pytest.fixture(scope="module")
def made(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    return asyncio.run(two(seeded, tmp_path_factory.mktemp("capsules")))


async def cases(made: Made) -> list[tuple[str, bytes]]:
    """A good one, and many that are not: changed by somebody without the key, with it, and in the frame alone."""
    whole, files = made.capsule, unpacked(made.capsule)
    without = [(name, packed(alter(files))) for name, alter in WITHOUT_THE_KEY.items()]
    having = [(name, await resealed(alter(files), made.seal)) for name, alter in WITH_THE_KEY.items()]
    others = await resealed(altered.other_proofs(files, unpacked(made.other)), made.seal)
    return [("good", whole), *without, *having, ("other proofs", others), *_flipped(whole)]


def _flipped(whole: bytes) -> Iterator[tuple[str, bytes]]:
    seal = whole.index(b"signature001.p7s\x30") + len("signature001.p7s")
    places = {
        "frame": 10,
        "length": 22,
        "file": 2000,
        "method": seal + 30,
        "seal": whole.index(b"PK\x01\x02", seal) - 5,
    }
    for name, place in places.items():
        yield f"flipped {name}", whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
    yield "cut", whole[:-1]
    yield "longer", whole + b"x"
    yield "no capsule", b"%PDF-1.7"


async def test_it_finds_what_the_command_finds(browser: Browser, made: Made, tmp_path: Path) -> None:
    page = await browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    await page.goto((await asyncio.to_thread(_kept, tmp_path, made)).as_uri())
    differ = {}
    for name, capsule in await cases(made):
        ours = await found(capsule, tmp_path, made.judge, made.roots)
        theirs = await _checked(page, tmp_path / "capsule.asice", tmp_path)
        if (ours["indication"], sorted(broken(ours))) != theirs:
            differ[name] = (ours["indication"], sorted(broken(ours)), theirs)
    assert differ == {} and said == []
    await page.close()


def _kept(folder: Path, made: Made) -> Path:
    """The verifier beside the root to trust and the kept copy of the roots."""
    (folder / "root.pem").write_bytes(demo_authority(made.settings.data / "keys").root.read_bytes())
    (folder / "roots.json").write_bytes(made.roots)
    (folder / "verifier.html").write_text(capsule_page(capsule_script()), encoding="utf-8")
    return folder / "verifier.html"


async def _checked(page: Page, capsule: Path, folder: Path) -> tuple[str, list[tuple[str, str]]]:
    result: Any = page.locator("#result[data-indication]")
    await page.set_input_files("#file", capsule)
    await page.set_input_files("#root", folder / "root.pem")
    await page.set_input_files("#kept", folder / "roots.json")
    await page.evaluate("document.getElementById('result').removeAttribute('data-indication')")
    await page.click("button.primary")
    await result.wait_for()
    named = json.loads(await result.get_attribute("data-broken"))
    return await result.get_attribute("data-indication"), sorted((code, where) for code, where in named)


async def test_it_is_read_in_three_languages_on_a_small_screen(browser: Browser, made: Made, tmp_path: Path) -> None:
    page = await browser.new_page(viewport={"width": 320, "height": 640}, color_scheme="dark", locale="ru")
    await page.goto((await asyncio.to_thread(_kept, tmp_path, made)).as_uri())
    await asyncio.to_thread((tmp_path / "capsule.asice").write_bytes, made.capsule)
    assert (await _checked(page, tmp_path / "capsule.asice", tmp_path))[0] == "TOTAL-PASSED"
    assert await axe.faults(page, (axe.VIEWS[0], axe.VIEWS[-2], axe.VIEWS[-1])) == []
    for language, title in (("ru", "печать подлинная"), ("az", "möhür həqiqidir"), ("en", "the seal is genuine")):
        await page.click(f"button[lang={language}]")
        assert title in await page.inner_text("#result") and await page.get_attribute("html", "lang") == language
        assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    await page.close()
