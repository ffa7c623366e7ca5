"""The nine migration services in Chromium: from the catalogue to a checked permit, and to a refusal and a new start."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.journeys import declared
from tests.journeys.migration import OPINIONS, Scene, invented, served_scene

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("migration")]

# The moves after sending.
RESIDENCE = "o:accept o:propose_grant h:grant p:pay"
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
FRESH = "kamran"  # a citizen; whoever was appointed cannot be refused the same post
REASON = "Təqdim olunan sənədlər şərtlərə uyğun deyil."
APPEAL = re.compile("Apellyasiya Şurası|Appeal Council")  # in the language of whoever applied
NUMBER = re.compile(r"/attestations/(\w+)/pdf")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(browser: Browser, seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    async with served_scene(browser, seeded, tmp_path_factory.mktemp("migration") / "data") as opened:
        yield opened


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
