"""Five migration services in Chromium: a refusal that says why and how to dispute it, and a new application after it.

What comes before the decision other journeys show; here the store is brought there by the abilities themselves.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect
from xidmet import clock
from xidmet.cases import find_case
from xidmet.cases.demo import open_demo_case
from xidmet.language import translator

from tests.journeys import declared
from tests.journeys.migration import OFFICERS, OPINIONS, Scene, invented, served_scene

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("refused")]

PREVIEW = "button[name=op][value=preview]"
REASON = "Təqdim olunan sənədlər şərtlərə uyğun deyil."
APPEAL = re.compile("Apellyasiya Şurası|Appeal Council|Апелляционн")  # in the language of whoever applied
SAID: Mapping[str, Mapping[str, str]] = {
    "propose_refusal": {"ground": "1", "reason": "Şərtlərə uyğun deyil."},
    "not_passed": {"language": "not", "rights": "not", "protocol": "14"},
    **{
        one: {"stand": "against", "reason": "Etiraz var.", "minutes": "3"}
        for one in re.findall(r"\w+_opinion", OPINIONS)
    },
}


@dataclass(frozen=True)
class Way:
    """before: the moves up to the decision. last: the decision. wrong: what is marked beside the reason, and the page
    of the form on which that is asked.
    """

    before: str
    last: str
    wrong: Mapping[str, str] = field(default_factory=dict)
    step: str = ""


WAYS = {
    "temporary-residence-extension": Way("o:accept o:propose_refusal", "refuse"),
    "permanent-residence": Way("o:accept a:invite a:not_passed", "refuse_after_test"),
    "work-permit-extension": Way(
        "o:accept o:propose_refusal", "refuse", {"wrong-justification": "Məktub imzalanmayıb."}, "papers"
    ),
    "citizenship-admission": Way(f"o:accept o:ask_duty p:pay {OPINIONS}", "record_refusal"),
    "citizenship-withdrawal": Way(f"o:accept o:ask_opinions {OPINIONS}", "record_refusal"),
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(browser: Browser, seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    async with served_scene(browser, seeded, tmp_path_factory.mktemp("refused") / "data") as opened:
        yield opened


@pytest.mark.parametrize("slug", WAYS)
async def test_a_refusal_is_previewed_read_and_followed_by_a_new_application(scene: Scene, slug: str) -> None:
    way, who = WAYS[slug], invented(scene.portal, slug).person
    number = await _to_be_decided(scene, slug)
    await _refuse(await scene.page("fuad"), number, way)
    await scene.portal.settle()
    page = await scene.page(who)
    await _read(page, number, way)
    await page.click("form.again button")
    if way.wrong:
        await _mend_what_was_wrong(page, way)
    again = page.url.split("/cases/")[1].split("/")[0]
    await page.goto(f"/cases/{again}/review")
    await declared.sign(page, "submit")
    new = await find_case(scene.portal.site, again)
    assert new is not None
    assert (new.record.follows, new.state.name) == (number, "registered")


async def _to_be_decided(scene: Scene, slug: str) -> str:
    """The number of a sent case about which everybody said what they say before the decision."""
    found = invented(scene.portal, slug)
    moves: list[tuple[str, str, Mapping[str, Any]]] = [(found.person, "submit", {})]
    for who, name in (one.split(":") for one in WAYS[slug].before.split()):
        moves.append(("payments" if who == "p" else OFFICERS[who], name, SAID.get(name, {})))
    return await open_demo_case(scene.portal.site, replace(found, moves=moves, days_ago=0))


async def _refuse(officer: Page, number: str, way: Way) -> None:
    """With a look at what the applicant will read: ground, reason, how it is disputed; then the press."""
    await declared.begin_move(officer, number, way.last, reason=REASON)
    for name, text in way.wrong.items():
        await officer.fill(f"[name='{name}']", text)
    await officer.click(PREVIEW)
    preview = officer.locator("section.preview")
    await expect(preview).to_contain_text(REASON)
    await expect(preview).to_contain_text(APPEAL)
    await officer.click(".actions .primary")
    await officer.wait_for_url(f"**/cases/{number}?done={way.last}")


async def _read(page: Page, number: str, way: Way) -> None:
    """The reason and the last day of a complaint, in the case and in the inbox."""
    await page.goto("/inbox")
    await expect(page.locator("main")).to_contain_text(REASON)
    await page.goto(f"/cases/{number}")
    main = page.locator("main")
    for said in (REASON, *way.wrong.values()):
        await expect(main).to_contain_text(said)
    await expect(main).to_contain_text(APPEAL)
    language = await page.locator("html").get_attribute("lang") or "az"
    last = clock.today() + dt.timedelta(days=30)
    await expect(main).to_contain_text(translator(language).date(last))


async def _mend_what_was_wrong(page: Page, way: Way) -> None:
    """The first page is the one with what was marked, the next is the review: nothing else is asked again."""
    await page.wait_for_url(f"**/fill/{way.step}**")
    for name, text in way.wrong.items():
        await expect(page.locator(f"[id='{name.partition('-')[2]}-note']")).to_contain_text(text)
    await page.click(".actions .primary")
    await page.wait_for_url("**/review")
    for text in way.wrong.values():
        await expect(page.locator("section.need")).to_contain_text(text)
