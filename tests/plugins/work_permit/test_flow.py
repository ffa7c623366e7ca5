"""A work permit from the application to the permit, and to a reasoned refusal; its extension looks the permit up."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from xidmet import clock, payments
from xidmet.cases import move
from xidmet.cases.site import prepare_demo

from tests.attachments import pdf
from tests.conftest import ROOT, demo_settings
from tests.core.certificate import token
from tests.ui.browser import Browser, Portal, portal_on
from tests.ui.machine import Machine, machine
from tests.ui.people import acting
from tests.ui.signing_scene import bring, press

TODAY = clock.today()
PASSPORT = {"number": "U1234567", "issued_by": "Türkiyə", "valid_until": str(TODAY + dt.timedelta(days=2000))}
PLUGINS = '[[plugins]]\nname = "employment_certificate"\n[[plugins]]\nname = "work_permit"\n'
FOREIGNER = {
    "surname": "Yılmaz",
    "given_name": "Mehmet",
    "born": "1985-03-14",
    "sex": "m",
    "citizenship": "TR",
    "born_in": "TR",
    "lives_at": "İzmir",
}
ANSWERS: dict[str, Any] = {
    "phone": "+994501234567",
    "staff": 40,
    "foreigners": 2,
    "zone": "general",
    "tariff": "general-12-20",
    "foreigner": FOREIGNER,
    "passport": PASSPORT,
    "in_country": False,
    "education": "higher",
    "speciality": "Mühəndis",
    "occupation": "2142",
    "position": "Mühəndis",
    "workplace": {"city": "Bakı"},
    "salary": "2500.00",
    "need": "Bu avadanlıqla işləyən mütəxəssis yoxdur.",
}
FILES = ("passport_copy", "diploma", "justification", "health", "charter", "registration")
TERM = {"valid_from": str(TODAY + dt.timedelta(days=10)), "valid_until": str(TODAY + dt.timedelta(days=370))}
PROPOSED = {f"{name}-year": day[:4] for name, day in TERM.items()}


@dataclass(frozen=True)
class Scene:
    """employer: the head of an organisation. officer: registers, reviews. chief: decides. adviser: gives opinions."""

    portal: Portal
    employer: Machine
    officer: Machine
    chief: Machine
    adviser: Machine

    async def acted(self, who: Machine, number: str, name: str, **asked: Any) -> Any:
        """The case after a move by machine."""
        done = await who.move(await who.get(f"/api/v1/cases/{number}"), name, **asked)
        assert done.status_code == 200, done.text
        return done.json()

    async def state(self, number: str) -> str:
        return str((await self.employer.get(f"/api/v1/cases/{number}"))["state"]["name"])

    async def signed_on_paper(self, number: str, name: str) -> None:
        browser = self.employer.browser
        where = (await press(browser, f"/cases/{number}/review", move=name)).headers["location"]
        done = await bring(browser, where, pdf(1), "scan")
        assert done.headers.get("location") == f"/cases/{number}?done={name}", done.text

    async def sent(self) -> str:
        case = await self.employer.open("work-permit", **ANSWERS)
        for name in FILES:
            assert (await self.employer.attach(case, name, pdf(1))).status_code == 201, name
        await self.signed_on_paper(case["number"], "submit")
        return str(case["number"])

    async def proposed(self, name: str, **asked: Any) -> str:
        number = await self.sent()
        await self.acted(self.officer, number, "accept")
        await self.acted(self.officer, number, name, **asked)
        return number

    async def paid(self, number: str) -> None:
        site = self.portal.site
        version = (await self.employer.get(f"/api/v1/cases/{number}"))["version"]
        await move(site, payments, number, "pay", version=version, token="")
        await self.portal.settle()


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "plugins").symlink_to(ROOT / "plugins")
    (folder / "plugins.toml").write_text(PLUGINS, encoding="utf-8")
    settings = demo_settings(tmp_path / "data", site=folder)
    await prepare_demo(settings)
    async with portal_on(settings) as portal:
        people = [
            await acting(await portal.signed_in("aynur")),
            *[await portal.signed_in(p) for p in ("nigar", "fuad", "samira")],
        ]
        yield Scene(portal, *[await machine(portal, person) for person in people])


async def decided(chief: Browser, number: str, name: str, **asked: str) -> str:
    """The page that the decision was made on, as it was before."""
    page = f"/cases/{number}/move/{name}"
    before = (await chief.get(page)).text
    assert (await press(chief, page, **asked)).status_code == 303
    return before


def boxes(term: dict[str, str]) -> dict[str, str]:
    parts = ("year", "month", "day")
    return {f"{n}-{part}": one for n, day in term.items() for part, one in zip(parts, day.split("-"), strict=True)}


async def test_from_the_application_to_a_checked_permit(scene: Scene) -> None:
    number = await scene.sent()
    assert await scene.state(number) == "registered"
    bring_them = {"diploma": "Əslini gətirin", "charter": "Əslini gətirin"}
    assert (await scene.acted(scene.officer, number, "accept_but", originals=bring_them))["state"][
        "name"
    ] == "originals"
    await scene.acted(scene.officer, number, "originals_seen")
    await scene.acted(scene.officer, number, "ask_correction", what={"position": "Ştat cədvəlinə uyğun yazın."})
    case = await scene.employer.get(f"/api/v1/cases/{number}")
    await scene.employer.answer(case, position="Baş mühəndis", salary="9.00")
    await scene.signed_on_paper(number, "correct")
    answers = (await scene.officer.get(f"/api/v1/cases/{number}"))["answers"]
    assert (answers["position"], answers["salary"]) == ("Baş mühəndis", "2500.00")
    await scene.acted(scene.officer, number, "ask_opinions")
    await scene.acted(scene.adviser, number, "security_opinion", stand="for", reason="Etiraz yoxdur.")
    assert await scene.state(number) == "opinions"
    await scene.acted(scene.adviser, number, "employment_opinion", stand="for", reason="Yerli namizəd yoxdur.")
    await scene.acted(scene.officer, number, "propose_grant", **TERM)
    page = await decided(scene.chief.browser, number, "grant", **boxes(TERM))
    for name, year in PROPOSED.items():
        assert re.search(rf'name="{name}"[^>]*value="{year}"|value="{year}"[^>]*name="{name}"', page), name
    assert await scene.state(number) == "granted"
    await scene.paid(number)
    assert await scene.state(number) == "valid"
    found = re.search(r"/attestations/(\w+)/pdf", (await scene.employer.browser.get(f"/cases/{number}")).text)
    assert found
    checked = await scene.portal.browser().get(f"/v/{found[1]}")
    assert "Yılmaz Mehmet" in checked.text


async def test_a_permit_is_extended_by_looking_it_up(scene: Scene) -> None:
    number = await scene.proposed("propose_grant", **TERM)
    await decided(scene.chief.browser, number, "grant", **boxes(TERM))
    await scene.paid(number)
    offered = await scene.employer.get("/api/v1/services/work-permit-extension/lookups/permit")
    assert len(offered["rows"]) == 1
    key = offered["rows"][0]["key"]
    more = {name: ANSWERS[name] for name in ("phone", "staff", "foreigners", "zone", "tariff", "passport", "need")}
    case = await scene.employer.open("work-permit-extension", permit=key, **more)
    for name in ("justification", "health", "diploma"):
        assert (await scene.employer.attach(case, name, pdf(1))).status_code == 201
    await scene.signed_on_paper(case["number"], "submit")
    assert await scene.state(case["number"]) == "registered"


async def test_a_refusal_is_reasoned_and_bars_nobody(scene: Scene) -> None:
    number = await scene.proposed("propose_refusal", ground="1", reason="Kvota dolub.")
    chief, employer = scene.chief.browser, scene.employer.browser
    page = await decided(chief, number, "refuse", ground="1", reason="Bu il üçün kvota dolub.")
    assert "Kvota dolub." in page
    case = (await employer.get(f"/cases/{number}")).text
    assert "Bu il üçün kvota dolub." in case
    assert "Apellyasiya Şurası" in case
    begun = await employer.post(f"/cases/{number}/again", {"token": token()})
    again = begun.headers["location"].split("/")[2]
    await scene.signed_on_paper(again, "submit")
    assert await scene.state(again) == "registered"


async def test_whoever_proposes_does_not_decide(scene: Scene) -> None:
    number = await scene.proposed("propose_grant", **TERM)
    tried = await scene.officer.move(await scene.officer.get(f"/api/v1/cases/{number}"), "grant", **TERM)
    assert tried.status_code == 409
    assert await scene.state(number) == "decision"


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"foreigner": {**FOREIGNER, "born": str(TODAY.replace(year=TODAY.year - 17))}}, "18"),
        ({"passport": {**PASSPORT, "valid_until": str(TODAY + dt.timedelta(days=300))}}, "icazə müddətində"),
        ({"foreigners": 41}, "40"),
    ],
)
async def test_what_must_hold_is_told_before_it_is_signed(scene: Scene, answers: dict[str, Any], told: str) -> None:
    case = await scene.employer.open("work-permit", **{**ANSWERS, **answers})
    for name in FILES:
        await scene.employer.attach(case, name, pdf(1))
    page = await scene.employer.browser.get(f"/cases/{case['number']}/review")
    assert told in page.text
    assert 'value="submit"' not in page.text
