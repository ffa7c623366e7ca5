"""One portal and one Chromium for the whole run of a worker process; a browser of their own for every visitor."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Iterator
from typing import Protocol

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from tests.journeys.portal import FLAGS, started
from tests.journeys.visitors import PATIENCE, Visitors
from tests.servers import chromium_program


class Enter(Protocol):
    """Gives a browser to somebody new. at: the page that is opened first, if any."""

    def __call__(self, at: str = "") -> Awaitable[Page]: ...


@pytest.fixture(scope="session")
def chromium() -> str:
    program = chromium_program()
    if program is None:
        pytest.skip("Chromium is not installed")
    return program


@pytest.fixture(scope="session")
def portal(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a served demonstration."""
    with started(tmp_path_factory.mktemp("portal")) as address:
        yield address


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as engine:
        opened = await engine.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        with contextlib.suppress(TimeoutError):  # what does not end by itself is ended with its driver
            async with asyncio.timeout(PATIENCE):
                await opened.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def visitors(browser: Browser, portal: str) -> AsyncIterator[Visitors]:
    everybody = Visitors(browser, portal)
    yield everybody
    await everybody.close()


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Does the visitor's browser run scripts? Every flow must work either way."""
    return bool(request.param)


@pytest_asyncio.fixture(loop_scope="session")
async def enter(visitors: Visitors, request: pytest.FixtureRequest) -> AsyncIterator[Enter]:
    """Lets visitors in; afterwards nothing may have gone wrong unseen in any of their browsers."""
    scripts = bool(request.getfixturevalue("scripts")) if "scripts" in request.fixturenames else True
    pages = list[Page]()

    async def come(at: str = "") -> Page:
        page = await visitors.enter(scripts=scripts)
        pages.append(page)
        if at:
            await page.goto(at)
        return page

    yield come
    for page in pages:
        await visitors.leave(page, scripts=scripts)
    assert visitors.watch.taken() == []
