"""The line of a file while it waits for the scan: it asks again by itself, and says what a real clamd found."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests import servers
from tests.attachments import EICAR, pdf, picture
from tests.conftest import demo_settings
from tests.gallery import SITE, SLUG
from tests.ui.applicant import Applicant
from tests.ui.browser import Portal, portal_on
from tests.ui.machine import machine
from tests.ui.uploads import send

AGAIN = re.compile(r'hx-get="(/cases/[^"]+/state\?[^"]+)"')


@pytest.fixture(scope="module")
def clamd() -> Iterator[tuple[Path, servers.Server]]:
    if servers.clamd_program() is None:
        pytest.skip("ClamAV is not installed")
    with servers.clamd(EICAR) as running:
        yield running


@pytest.fixture
async def gallery(clamd: tuple[Path, servers.Server], tmp_path: Path, seeded_gallery: Path) -> AsyncIterator[Portal]:
    shutil.copytree(seeded_gallery, tmp_path / "data")
    settings = demo_settings(tmp_path / "data", site=SITE, scanner=f"clamd://{clamd[0]}/clamd.ctl")
    async with portal_on(settings) as opened:
        yield opened


async def test_a_line_asks_until_the_scan_is_over(gallery: Portal, clamd: tuple[Path, servers.Server]) -> None:
    leyla = await Applicant.of(gallery, language="en")
    clamd[1].stop()
    await send(leyla, ("plan", ("good.pdf", pdf())), ("photos", ("bad.png", picture("PNG") + EICAR)))
    shown = (await leyla.look(leyla.at("documents"))).text
    lines = AGAIN.findall(shown.replace("&amp;", "&"))
    assert len(lines) == 2 and shown.count("waits for the virus scan") == 2
    for look in range(2, 4):
        again = [(await leyla.browser.client.get(line)).text.replace("&amp;", "&") for line in lines]
        assert all("waits for the virus scan" in one and f"looked={look}" in one for one in again)
        lines = [AGAIN.findall(one)[0] for one in again]
    last = (await leyla.browser.client.get(re.sub(r"looked=\d+", "looked=20", lines[0]))).text
    assert "waits for the virus scan" in last and "hx-get" not in last, "it does not ask for ever"
    clamd[1].start_again()
    await gallery.settle()
    good, bad = [(await leyla.browser.client.get(line)).text for line in lines]
    assert "no virus found" in good and "/preview" in good and "hx-get" not in good
    assert "contains Test.Pattern" in bad and "/preview" not in bad and "hx-get" not in bad


async def test_a_program_asks_until_the_scan_is_over(gallery: Portal, clamd: tuple[Path, servers.Server]) -> None:
    leyla = await machine(gallery, await gallery.signed_in("leyla"))
    case = await leyla.open(SLUG)
    clamd[1].stop()
    files = [(await leyla.attach(case, "photos", picture("PNG") + more, "a.png")).json() for more in (b"", EICAR)]
    assert [file["scan"] for file in files] == ["waiting", "waiting"]
    assert (await leyla.get(files[0]["href"]))["scan"] == "waiting"
    clamd[1].start_again()
    await gallery.settle()
    now = [await leyla.get(file["href"]) for file in files]
    assert [(file["scan"], file["finding"]) for file in now] == [
        ("clean", ""),
        ("infected", "Test.Pattern.UNOFFICIAL"),
    ]
