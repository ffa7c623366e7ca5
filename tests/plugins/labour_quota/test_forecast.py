"""The yearly forecast of foreign labour: taken within its window, one for each employer, replaced until it closes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from xidmet import clock
from xidmet.cases import find_case
from xidmet.cases.site import prepare_demo
from xidmet.jobs import Worker

from tests.conftest import ROOT, demo_settings
from tests.core.certificate import token
from tests.rows_site import Sender, read
from tests.ui.browser import Portal, portal_on
from tests.ui.machine import Machine, machine
from tests.ui.people import acting

PLUGINS = '[[plugins]]\nname = "employment_certificate"\n[[plugins]]\nname = "labour_quota"\n'
SLUG = "labour-quota-forecast"
START = f"/api/v1/services/{SLUG}/cases"
WELDERS = {
    "occupation": "7212",
    "people": 12,
    "countries": ["TR", "GE"],
    "months": 10,
    "reason": "Yerli namizəd yoxdur.",
}
NAMES = "Peşə;Nəfər sayı;Ölkələr;Aylar;Yerli işçinin tapılmamasının səbəbi"
COOKS = {"occupation": "5120", "people": 3, "countries": ["TR"], "months": 12, "reason": "Milli mətbəx."}


@dataclass(frozen=True)
class Scene:
    """employer: the head of an organisation."""

    portal: Portal
    employer: Machine

    async def drafted(self, *needs: dict[str, Any]) -> Any:
        return await self.employer.open(SLUG, staff=120, foreigners=4, needs=list(needs))

    async def goes(self, number: str, name: str, **more: Any) -> Any:
        return await self.employer.move(await self.employer.get(f"/api/v1/cases/{number}"), name, **more)

    async def filed(self, *needs: dict[str, Any]) -> str:
        number = str((await self.drafted(*needs))["number"])
        done = await self.goes(number, "file")
        assert done.status_code == 200, done.text
        return number

    async def passport(self) -> str:
        return (await self.portal.browser().get(f"/services/{SLUG}")).text


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "plugins").symlink_to(ROOT / "plugins")
    (folder / "plugins.toml").write_text(PLUGINS, encoding="utf-8")
    settings = demo_settings(tmp_path / "data", site=folder)
    await prepare_demo(settings)
    async with portal_on(settings) as portal:
        head = await acting(await portal.signed_in("aynur"))
        yield Scene(portal, await machine(portal, head))


async def test_a_forecast_is_filed_replaced_and_counted_when_its_year_closes(scene: Scene) -> None:
    number = await scene.filed(WELDERS)
    case = await scene.employer.get(f"/api/v1/cases/{number}")
    await scene.employer.answer(case, needs=[WELDERS, COOKS])
    done = await scene.goes(number, "replace")
    assert done.status_code == 200, done.text
    assert [one["people"] for one in done.json()["answers"]["needs"]] == [12, 3]
    clock.advance(dt.timedelta(days=70))
    await Worker(scene.portal.site)._due()
    kept = await find_case(scene.portal.site, number)
    assert kept and kept.state.name == "counted"
    assert {need.occupation.version for need in kept.answers.needs} == {"ISCO-08"}  # type: ignore[attr-defined]


async def test_there_is_one_for_each_employer_and_year(scene: Scene) -> None:
    await scene.filed(WELDERS)
    second = await scene.drafted(COOKS)
    refused = await scene.goes(second["number"], "file")
    assert refused.status_code == 409, refused.text
    assert "artıq var" in refused.text


async def test_an_occupation_stands_in_one_row(scene: Scene) -> None:
    draft = await scene.drafted(WELDERS, {**WELDERS, "people": 1})
    refused = await scene.goes(draft["number"], "file")
    assert refused.status_code == 409 and "7212" in refused.text


async def test_occupations_come_from_a_file(scene: Scene) -> None:
    """Several countries stand in one cell, by code or name; what is wrong with one of them is told of the cell."""
    number, head = str((await scene.drafted())["number"]), scene.employer.browser
    me, base = Sender(head, number), f"/cases/{number}/rows/needs"
    assert f'href="{base}"' in (await head.get(f"/cases/{number}/fill/needed")).text
    year = clock.today().year + 1
    assert f'<p class="ro">{year}</p>' in (await head.get(f"/cases/{number}/fill/about")).text
    rows = ['7212;12;"Türkiyə; GE";10;Yoxdur', "5120;3;TR, GE;12;Yoxdur", "2411;1;TR, Narniya;12;Yoxdur"]
    path = (await me.send("\n".join([NAMES, *rows]).encode(), base=base)).headers["location"]
    assert (await me.match(path)).status_code == 303
    await scene.portal.settle()
    page = await read(me, path)
    assert re.search(r'name="r4-countries" value="TR; Narniya"[^>]*aria-invalid="true"', page), page
    assert (await me.mend(path, {"row": "4", "r4-countries": "Ukrayna; TR"})).status_code == 303
    assert (await me.take(path)).status_code == 303
    case = await find_case(scene.portal.site, number)
    assert case is not None
    assert [one["countries"] for one in case.record.typed["needs"]] == [["TR", "GE"], ["TR", "GE"], ["UA", "TR"]]
    assert "1. Sətir: Qaynaqçılar" in (await head.get(f"/cases/{number}/fill/needed")).text


async def test_it_is_taken_within_its_window_only(scene: Scene) -> None:
    taken = await scene.passport()
    assert "Qəbul müddəti" in taken and "Hazırda müraciət qəbul edilmir" not in taken
    draft = await scene.drafted(WELDERS)
    clock.advance(dt.timedelta(days=70))
    page = await scene.passport()
    assert "Hazırda müraciət qəbul edilmir" in page and "Növbəti müddət hələ təyin edilməyib" in page
    browser = await acting(await scene.portal.signed_in("aynur"))
    late = await machine(scene.portal, browser)
    refused = await late.move(await late.get(f"/api/v1/cases/{draft['number']}"), "file")
    assert refused.status_code == 422, refused.text
    begun = await browser.post(f"/services/{SLUG}/start", {"token": token()})
    assert begun.status_code != 303 and "Hazırda müraciət qəbul edilmir" in begun.text
