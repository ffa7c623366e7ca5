"""A list whose questions have one possible answer each begins with its rows, and says what was answered."""

from __future__ import annotations

from xidmet.auth import Actor

from tests.roster_site import a_time, entered
from tests.ui.browser import Browser, Portal
from tests.ui.rosters.pages import ROSTER, said

ASKED = "This is asked once"


async def begun(browser: Browser, number: str) -> str:
    answer = await browser.post(f"{ROSTER}/lists", {"move": "activate", "chosen": f"{number}~3"})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def test_nothing_to_choose_is_not_asked(portal: Portal, rashad: Browser, holder: Actor) -> None:
    where = await begun(rashad, await entered(portal.site, holder, 1))
    assert ASKED not in said((await rashad.get(where)).text)
    await portal.settle()
    rows = said((await rashad.get(where)).text)
    assert "Go on with 1 row" in rows and "Act 1" in rows, "what holds for all stands above the rows"


async def test_what_can_be_chosen_is_asked(portal: Portal, rashad: Browser, holder: Actor) -> None:
    await a_time("Act 2")
    where = await begun(rashad, await entered(portal.site, holder, 1))
    asking = said((await rashad.get(where)).text)
    assert ASKED in asking and "Act 1" in asking and "Act 2" in asking
