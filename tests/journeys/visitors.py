"""Browsers that are lent to one visitor after another: a new one costs as much as five pages."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from dataclasses import dataclass, field

from playwright.async_api import Browser, BrowserContext, Page, ViewportSize

from tests.journeys.portal import Watch

SCREEN = ViewportSize(width=1440, height=900)
PATIENCE = 240.0  # seconds; only against waiting for ever
_places = itertools.count(1)


@dataclass
class Visitors:
    """Of the portal at this address. watch: what went wrong unseen in any of their browsers."""

    browser: Browser
    address: str
    watch: Watch = field(default_factory=Watch)
    _all: list[BrowserContext] = field(default_factory=list)
    _free: dict[bool, list[Page]] = field(default_factory=lambda: {True: [], False: []})

    async def enter(self, *, scripts: bool = True) -> Page:
        """Somebody whom the portal has never seen: without a cookie, from a network address of their own."""
        page = self._free[scripts].pop() if self._free[scripts] else await self._new(scripts)
        await self.move(page)
        return page

    async def move(self, page: Page) -> None:
        """To another network address, where nothing was tried yet."""
        place = next(_places)
        await page.context.set_extra_http_headers({"X-Forwarded-For": f"198.18.{place // 250}.{place % 250 + 1}"})

    async def _new(self, scripts: bool) -> Page:
        context = await self.browser.new_context(
            base_url=self.address, java_script_enabled=scripts, viewport=SCREEN, reduced_motion="reduce"
        )
        context.set_default_timeout(120_000)  # milliseconds; only against waiting for ever
        self.watch.over(context)
        self._all.append(context)
        return await context.new_page()

    async def leave(self, page: Page, *, scripts: bool = True) -> None:
        """The browser is left as it was found; only the files that never change stay in it.

        Now and then Chromium never answers that a window is closed; that browser is lent to nobody any more.
        """
        try:
            async with asyncio.timeout(PATIENCE):
                await self._tidied(page)
        except TimeoutError:
            self._all.remove(page.context)
        else:
            self._free[scripts].append(page)

    async def _tidied(self, page: Page) -> None:
        for other in page.context.pages:
            if other is not page:
                await other.close()
        await page.goto("about:blank")
        await page.context.clear_cookies()
        await page.set_viewport_size(SCREEN)
        await page.emulate_media(media="screen", color_scheme="light", reduced_motion="reduce")

    async def close(self) -> None:
        for context in self._all:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    await context.close()
