"""Visitors who come to each page in turn, in every language, each with a browser of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from playwright.async_api import Browser, Page
from xidmet.auth.demo import DEMO_PEOPLE
from xidmet.language import LANGUAGES

from tests.journeys.axe import WIDE, look_at
from tests.journeys.belongings import Owned, belongings
from tests.journeys.portal import Watch
from tests.journeys.state import State
from tests.journeys.states import EARLY
from tests.journeys.steps import ORGANISATION, act_for, sign_in_as
from tests.journeys.visitors import Visitors

PEOPLE = frozenset(person.key for person in DEMO_PEOPLE)
FOR_ORGANISATION = "rashad"


@dataclass
class Crowd:
    """early: pages that were opened before anything happened, by language. spoken: the language of each visitor now."""

    visitors: Visitors
    owned: Owned
    early: dict[str, Page]
    pages: dict[str, Page] = field(default_factory=dict)
    spoken: dict[str, str] = field(default_factory=dict)

    @property
    def watch(self) -> Watch:
        return self.visitors.watch

    async def at(self, state: State, language: str) -> Page:
        """The page in this state, on a wide screen in the light."""
        if state.who == EARLY:
            return self.early[language]
        page = await self._page(state.who)
        await look_at(page, WIDE)
        await self._speaks(state.who, language)
        await page.goto(state.path.format_map(vars(self.owned)))
        if state.then:
            await state.then(page, self.owned)
        return page

    async def _page(self, who: str) -> Page:
        if who not in self.pages:
            page = self.pages[who] = await self.visitors.enter()
            if who in PEOPLE:
                await sign_in_as(page, who)
            if who == FOR_ORGANISATION:
                await act_for(page, ORGANISATION)
        return self.pages[who]

    async def _speaks(self, who: str, language: str) -> None:
        if self.spoken.get(who) != language:
            self.spoken[who] = language
            await self.visitors.move(self.pages[who])
            await self.pages[who].context.request.get(f"/language/{language}", max_redirects=0)


@asynccontextmanager
async def crowd_at(browser: Browser, address: str) -> AsyncIterator[Crowd]:
    """address: of a portal that nobody has visited yet."""
    visitors = Visitors(browser, address)
    early = {language: await _mailbox(await visitors.enter(), language) for language in LANGUAGES}
    yield Crowd(visitors, await belongings(address), early)
    await visitors.close()


async def _mailbox(page: Page, language: str) -> Page:
    await page.goto(f"/language/{language}?next=/mailbox")
    return page
