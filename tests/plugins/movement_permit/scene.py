"""A portal that gives movement permits, with a regime that is open, and the people of a demonstration."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from movement_permit.demo import _regime
from movement_permit.registers import regimes
from movement_permit.roster import ROSTER, Worker
from xidmet import clock
from xidmet.cases import find_case
from xidmet.cases.site import prepare_demo
from xidmet.contract.plain import to_store
from xidmet.store import registers

from tests.conftest import ROOT, demo_settings
from tests.core.certificate import token
from tests.ui.browser import Browser, Portal, portal_on
from tests.ui.machine import Machine, machine
from tests.ui.people import acting

PLUGINS = '[[plugins]]\nname = "employment_certificate"\n[[plugins]]\nname = "movement_permit"\n'
SLUG = "movement-permit"
LEYLA = Worker("5VBK5VR", "Əliyeva", "Leyla", "Rauf qızı", "1991-11-02", "Mühəndis", "3.2", "BA", "active")


@dataclass(frozen=True)
class Scene:
    """holder: a seal holder, acting for the organisation, with an e-signature."""

    portal: Portal
    browser: Browser
    holder: Machine

    async def drafted(self, one: Worker, **more: Any) -> str:
        answers = {name: getattr(one, name) for name in ("fin", "surname", "given_name", "patronymic", "born")}
        rest = {"position": one.position, "field": one.field, "territory": one.territory}
        return str((await self.holder.open(SLUG, **{**answers, **rest, **more}))["number"])

    async def goes(self, number: str, name: str, **asked: Any) -> Any:
        return await self.holder.move(await self.holder.get(f"/api/v1/cases/{number}"), name, **asked)

    async def entered(self, one: Worker, **more: Any) -> str:
        number = await self.drafted(one, **more)
        done = await self.goes(number, "enter")
        assert done.status_code == 200, done.text
        return number

    async def active(self, one: Worker, **more: Any) -> str:
        number = await self.entered(one, **more)
        done = await self.goes(number, "activate")
        assert done.status_code == 200, done.text
        return number

    async def state(self, number: str) -> str:
        case = await find_case(self.portal.site, number)
        assert case is not None
        return case.state.name

    async def revoked(self, number: str, officer: str = "nigar") -> None:
        """By a page of the desk."""
        browser = await self.portal.signed_in(officer)
        case = await find_case(self.portal.site, number)
        assert case is not None
        said = {"ground": "6", "explanation": "Başqa məqsədlə istifadə edilib.", "version": str(case.version)}
        done = await browser.post(f"/cases/{number}/move/revoke", {**said, "token": token()})
        assert done.status_code == 303, done.text


@asynccontextmanager
async def scene_on(folder: Path) -> AsyncIterator[Scene]:
    site = folder / "site"
    site.mkdir()
    (site / "plugins").symlink_to(ROOT / "plugins")
    (site / "plugins.toml").write_text(PLUGINS, encoding="utf-8")
    settings = demo_settings(folder / "data", site=site)
    await prepare_demo(settings)
    async with portal_on(settings) as portal:
        browser = await acting(await portal.signed_in("rashad"))
        yield Scene(portal, browser, await machine(portal, browser))


def worker(state: str = "active", *, left: bool = False, **said: str) -> Worker:
    """One of the invented employees who are as it is said."""
    found = (one for one in ROSTER if one.state == state and one.left == left)
    return next(one for one in found if all(getattr(one, name) == value for name, value in said.items()))


async def next_regime() -> None:
    """One that opens tomorrow, and for which permits are activated today."""
    now = clock.now()
    begins = [now + dt.timedelta(hours=hours) for hours in (-1, 20, 90)]
    row = _regime("Növbəti qərar", *begins)
    await registers.keep(regimes.name, row.act, "", to_store(row), "")
