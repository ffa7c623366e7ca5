"""The demonstration with the migration services, served in this process, and what its people do there in a browser."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from playwright.async_api import Browser, Page
from xidmet import clock, payments
from xidmet.auth.demo import DEMO_PEOPLE
from xidmet.cases import find_case, move, open_site
from xidmet.cases.demo import open_demo_cases
from xidmet.contract.sources import DemoCase

from tests import servers
from tests.conftest import demo_settings
from tests.core.certificate import token
from tests.journeys import declared
from tests.journeys.steps import act_for, sign_in_as
from tests.journeys.visitors import Visitors
from tests.ui.browser import Portal, portal_on

# In the moves after sending, by whom: o officer, h head of the department, a adviser, p payment of the duty.
OFFICERS = {"o": "nigar", "h": "fuad", "a": "samira"}
OPINIONS = "a:interior_opinion a:security_opinion a:commission_opinion o:lay_before"


@dataclass
class Scene:
    """pages: of everybody who came in, by key."""

    portal: Portal
    visitors: Visitors
    pages: dict[str, Page] = field(default_factory=dict)

    async def page(self, key: str) -> Page:
        if key not in self.pages:
            self.pages[key] = await self.visitors.enter(scripts=False)
            await sign_in_as(self.pages[key], key)
            for organisation in (one.organisation for one in DEMO_PEOPLE if one.key == key and one.organisation):
                await act_for(self.pages[key], organisation)
        return self.pages[key]

    async def go(self, number: str, moves: str, **said: str) -> None:
        for who, name in (one.split(":") for one in moves.split()):
            if who == "p":
                case = await find_case(self.portal.site, number)
                assert case is not None
                await move(self.portal.site, payments, number, name, version=case.version, token=token())
            else:
                await declared.make(await self.page(OFFICERS[who]), number, name, **said)


@asynccontextmanager
async def served_scene(browser: Browser, seeded: Path, folder: Path) -> AsyncIterator[Scene]:
    """With two invented permits; served in this process, so that a duty is paid without a bank."""
    port = servers.free_port()
    shutil.copytree(seeded, folder)
    address = f"http://localhost:{port}"
    settings = demo_settings(folder, address=address, port=port, trusted_proxies="127.0.0.1")
    async with open_site(settings) as site:  # their days are behind, and no worker may see that
        assert await open_demo_cases(site, ("temporary-residence", "work-permit")) == 2
    async with portal_on(settings) as portal:
        server = uvicorn.Server(uvicorn.Config(portal.app, port=port, lifespan="off", log_level="warning"))
        serving = asyncio.create_task(server.serve())
        visitors = Visitors(browser, address)
        yield Scene(portal, visitors)
        assert [one for one in visitors.watch.taken() if not one.startswith("422")] == []
        await visitors.close()
        server.should_exit = True
        await serving


def invented(portal: Portal, slug: str) -> DemoCase:
    plugin = portal.site.catalogue.plugin_of(slug)
    assert plugin.demo is not None
    cases = plugin.demo(people=DEMO_PEOPLE, today=clock.today()).cases
    return next(one for one in cases if one.service.slug == slug)
