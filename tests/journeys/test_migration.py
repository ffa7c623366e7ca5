"""The nine migration services in Chromium: from the catalogue to a checked permit, and to a refusal and a new start."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, Page, expect
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

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("migration")]

# The moves after sending, by whom: o officer, h head of the department, a adviser, p payment of the duty.
RESIDENCE = "o:accept o:propose_grant h:grant p:pay"
OPINIONS = "a:interior_opinion a:security_opinion a:commission_opinion o:lay_before"
GRANTED = {
    "temporary-residence": RESIDENCE,
    "temporary-residence-extension": RESIDENCE,
    "permanent-residence": "o:accept a:invite a:passed o:propose_grant h:grant p:pay",
    "work-permit": RESIDENCE,
    "work-permit-extension": RESIDENCE,
    "citizenship-admission": f"o:accept o:ask_duty p:pay {OPINIONS} h:record_grant",
    "citizenship-restoration": f"o:accept o:ask_opinions {OPINIONS} h:record_grant",
    "citizenship-withdrawal": f"o:accept o:ask_opinions {OPINIONS} h:record_grant",
    "migration-jobs": "o:admit o:invite o:record_pass o:invite_interview a:assess h:appoint",
}
REFUSED = {
    "temporary-residence": "o:accept o:propose_refusal h:refuse",
    "work-permit": "o:accept o:propose_refusal h:refuse",
    "citizenship-restoration": f"o:accept o:ask_opinions {OPINIONS} h:record_refusal",
    "migration-jobs": "h:refuse",
}
OFFICERS = {"o": "nigar", "h": "fuad", "a": "samira"}
FRESH = "kamran"  # a citizen; whoever was appointed cannot be refused the same post
REASON = "Təqdim olunan sənədlər şərtlərə uyğun deyil."
APPEAL = re.compile("Apellyasiya Şurası|Appeal Council")  # in the language of whoever applied
NUMBER = re.compile(r"/attestations/(\w+)/pdf")


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


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(browser: Browser, seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    """The demonstration with two invented permits, served in this process, so that a duty is paid without a bank."""
    folder, port = tmp_path_factory.mktemp("migration") / "data", servers.free_port()
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


async def sent(scene: Scene, slug: str, by: str = "") -> tuple[Page, str]:
    """Whoever applies, and the number of what they sent. by: in place of the person of the invented case."""
    found = invented(scene.portal, slug)
    page = await scene.page(by or found.person)
    number = await declared.apply(page, slug, found.answers)
    await declared.sign(page, "submit")
    return page, number


@pytest.mark.parametrize("slug", GRANTED)
async def test_from_the_catalogue_to_a_checked_permit(scene: Scene, slug: str) -> None:
    page, number = await sent(scene, slug, FRESH if slug == "migration-jobs" else "")  # one for each post
    await scene.go(number, GRANTED[slug])
    await scene.portal.settle()
    await page.goto(f"/cases/{number}")
    found = NUMBER.search(await page.content())
    assert found, "there is no permit to download"
    stranger = await scene.visitors.enter(scripts=False)
    await stranger.goto(f"/v/{found[1]}")
    await expect(stranger.locator(".verdict")).to_be_visible()
    await scene.visitors.leave(stranger, scripts=False)


@pytest.mark.parametrize("slug", REFUSED)
async def test_a_refusal_is_reasoned_and_bars_nobody(scene: Scene, slug: str) -> None:
    page, number = await sent(scene, slug)
    await scene.go(number, REFUSED[slug], reason=REASON)
    await page.goto(f"/cases/{number}")
    await expect(page.locator("main")).to_contain_text(REASON)
    await expect(page.locator("main")).to_contain_text(APPEAL)
    await page.click("form.again button")
    await page.goto(f"/cases/{page.url.split('/cases/')[1].split('/')[0]}/review")
    await declared.sign(page, "submit")
