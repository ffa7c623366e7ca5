"""A page of the portal in one state, and what is done before one looks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from playwright.async_api import Page

from tests.journeys.belongings import Owned
from tests.journeys.steps import SEND, fill

Deed = Callable[[Page, Owned], Awaitable[object]]


@dataclass(frozen=True)
class State:
    """A page of this route. path: where it is, with the names of belongings; "" for one that is open already.

    who: one of the demonstration's people, else somebody who is not signed in. then: what is done before one looks.
    """

    route: str
    name: str
    path: str
    who: str = ""
    then: Deed | None = None

    def __str__(self) -> str:
        return f"{self.route or 'error'} {self.name}".strip().replace(":str", "")


def sent(answers: dict[str, str], button: str = SEND) -> Deed:
    """Answer and send; answers may name belongings, like paths."""

    async def send(page: Page, owned: Owned) -> None:
        await fill(page, {name: value.format_map(vars(owned)) for name, value in answers.items()})
        async with page.expect_navigation():
            await page.click(button)

    return send


async def unfold(page: Page, _owned: Owned) -> None:
    await page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
