"""The officer's desk and its pages, as officers meet them."""

from __future__ import annotations

from playwright.async_api import Page

from tests.journeys.belongings import Owned
from tests.journeys.state import State, sent, unfold


async def take_what_is_at_rest(page: Page, _owned: Owned) -> None:
    """A case in which nobody has to act is not taken; the page says why."""
    await page.locator("#chosen input[name=case]").first.check()
    async with page.expect_navigation():
        await page.click("#chosen button[name=do][value=take]")


async def hand_over_to_nobody(page: Page, _owned: Owned) -> None:
    await page.locator("#chosen input[name=case]").first.check()
    async with page.expect_navigation():
        await page.click("#chosen button[name=do][value=hand]")
    async with page.expect_navigation():
        await page.click("main form button.primary")


async def save_a_filter(page: Page, owned: Owned) -> None:
    """Under the same name again it is the same one."""
    await page.goto(f"{page.url.partition('/desk')[0]}/desk?queue=all&q=leyla")
    await unfold(page, owned)
    await page.fill("#filter-name", "Leyla")
    async with page.expect_navigation():
        await page.click("details.more form button")


async def save_without_a_name(page: Page, owned: Owned) -> None:
    await unfold(page, owned)
    await page.fill("#filter-name", " ")
    async with page.expect_navigation():
        await page.click("details.more form button")


OF_QUEUES = (
    State("/desk", "all, unfolded", "/desk?queue=all&q=leyla", "nigar", unfold),
    State("/desk", "nothing late", "/desk?queue=late", "nigar"),
    State("/desk", "not taken", "/desk?queue=all", "nigar", take_what_is_at_rest),
    State("/desk", "handed over", "/desk?queue=all", "nigar", hand_over_to_nobody),
    State("/roster", "none is kept", "/roster", "leyla"),
    State("/desk/filters", "", "/desk/filters", "nigar", save_a_filter),
    State("/desk/filters", "no name", "/desk?queue=all&q=a", "nigar", save_without_a_name),
    State("/desk/absence", "", "/desk/absence", "nigar"),
    State("/desk/bulk", "", "/desk/bulk", "nigar"),
    State("/offices/{agency:str}/absences", "", "/offices/labour/absences", "nigar"),
    State("/offices/{agency:str}/absences", "nothing answered", "/offices/labour/absences", "nigar", sent({})),
)
