"""An officer's page of a case, as they meet it: each of its panes, and after a mistake."""

from __future__ import annotations

from playwright.async_api import Page

from tests.journeys.belongings import Owned
from tests.journeys.state import State, sent
from tests.journeys.steps import SEND

ROUTE, HERE = "/desk/cases/{number:str}", "/desk/cases/{case}"


async def compare(page: Page, _owned: Owned) -> None:
    async with page.expect_navigation():
        await page.click("#pane form button")


async def note(page: Page, _owned: Owned) -> None:
    await page.fill("#note-text", "Zəng etdim.")  # an earlier note has a field of the same name
    async with page.expect_navigation():
        await page.click(SEND)


OF_DESK = (
    State(ROUTE, "", HERE, "nigar"),
    State(ROUTE, "registers", f"{HERE}?pane=registers", "nigar"),
    State(ROUTE, "registers compared", f"{HERE}?pane=registers", "nigar", compare),
    State(ROUTE, "other cases", f"{HERE}?pane=earlier", "nigar"),
    State(ROUTE, "notes", f"{HERE}?pane=notes", "nigar", note),
    State(ROUTE, "notes, nothing typed", f"{HERE}?pane=notes", "nigar", sent({})),
)
