"""Code lists as anybody may read them: searched, walked through, and what took the place of older codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet import clock
from xidmet.code_lists import load_codes, load_file
from xidmet.contract.code_lists import Classified, occupations
from xidmet.settings import Settings

from tests import gallery
from tests.ui.browser import Portal, portal_on

HERE = "/code-lists/occupations"
NEWER = """code,name,name_az,parent,before,wording
1,Managers,Rəhbərlər,,,official
1311,Farm managers,Ferma rəhbərləri,1,1221 1311,official
1312,Fishery managers,Balıqçılıq rəhbərləri,1,1221,translated
1114,Heads,Başçılar,1,1141 1142,press
"""


@pytest.fixture
async def portal(embedded: Settings) -> AsyncIterator[Portal]:
    async with portal_on(embedded.model_copy(update={"site": gallery.SITE})) as opened:
        yield opened


async def loaded(folder: Path) -> None:
    """The newer list is in force from today."""
    file, since = folder / "newer.csv", clock.today()
    file.write_text(NEWER, encoding="utf-8")
    codes, also = load_file(file, "2026", since, Classified)
    await load_codes(occupations.name, codes, "2026", since, also)


async def test_anybody_finds_a_code_in_their_own_words(portal: Portal) -> None:
    anybody = portal.browser().client
    found = (await anybody.get(f"{HERE}?q=qaynaqci")).text
    assert ">7212<" in found and "ISCO-08" in found and "Tərcümə edilmiş ad" in found
    assert "Heç nə tapılmadı" in (await anybody.get(f"{HERE}?q=zzzzzzzz")).text
    top = (await anybody.get(HERE)).text
    assert f'href="{HERE}?in=7"' in top and ">7212<" not in top and "Köhnə kod" not in top
    group = (await anybody.get(f"{HERE}?in=72")).text
    assert f'href="{HERE}?in=721"' in group and f'href="{HERE}?in=7"' in group
    for path in (f"{HERE}?in=nothing", "/code-lists/nothing", "/code-lists/contracts", f"{HERE}/xlsx"):
        assert (await anybody.get(path)).status_code == 404, path


async def test_the_lists_name_who_uses_them(portal: Portal) -> None:
    page = (await portal.browser().client.get("/code-lists")).text
    assert f'href="{HERE}"' in page and "Every field" in page


async def test_older_codes_lead_to_those_in_their_place(portal: Portal, tmp_path: Path) -> None:
    await loaded(tmp_path)
    anybody = portal.browser().client
    page = (await anybody.get(HERE)).text
    below = page[page.index("Köhnə kod") :]
    assert below.index(">1221<") < below.index(">1141<") < below.index(">1142<"), "first where one must be chosen"
    assert "2 koddan biri" in below and "1 koddan" not in below
    found = (await anybody.get(f"{HERE}?q=1221")).text
    assert ">1311<" in found and ">1312<" in found, "also those that are found by the code they had"
    assert "Tərcümə edilmiş ad" in found and "Rəsmi ad" not in found


async def test_what_is_taken_along_can_be_loaded_elsewhere(portal: Portal, tmp_path: Path) -> None:
    await loaded(tmp_path)
    answer = await portal.browser().client.get(f"{HERE}/csv")
    assert answer.headers["content-disposition"].endswith("occupations.csv")
    taken = tmp_path / "taken.csv"
    taken.write_text(answer.text.replace(";", ","), encoding="utf-8")
    codes, _also = load_file(taken, "2026", clock.today() + dt.timedelta(days=1), Classified)
    assert {vars(one)["code"]: vars(one)["before"] for one in codes} == {
        "1": None,
        "1311": "1221 1311",
        "1312": "1221",
        "1114": "1141 1142",
    }
