"""The application on SQLite: for its pages the engine does not matter."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet.settings import Settings

from tests.core.offices import holds
from tests.desk_site import CLERK, HEAD, KEEPER, desk_site, firm
from tests.ui.browser import Browser, Portal, portal_on


@pytest.fixture
async def portal(embedded: Settings) -> AsyncIterator[Portal]:
    async with portal_on(embedded) as opened:
        yield opened


@pytest.fixture
async def gallery(gallery_settings: Settings) -> AsyncIterator[Portal]:
    """The application with the service that asks every kind of question."""
    async with portal_on(gallery_settings) as opened:
        yield opened


@pytest.fixture
async def desk_portal(embedded: Settings, tmp_path: Path) -> AsyncIterator[Portal]:
    """The application with a service that officers work on: nigar and fuad; kamran is one of another body."""
    async with portal_on(embedded.model_copy(update={"site": desk_site(tmp_path / "desk")})) as opened:
        await firm()
        await holds("nigar", CLERK)
        await holds("fuad", HEAD)
        await holds("kamran", KEEPER)
        yield opened


@pytest.fixture
async def visitor(portal: Portal) -> Browser:
    """Somebody who is not signed in, with a session of their own."""
    browser = portal.browser()
    await browser.get("/sign-in")
    return browser


@pytest.fixture
async def leyla_there(portal: Portal) -> Browser:
    """An employee with three contracts, signed in, reading Azerbaijani."""
    return await portal.signed_in("leyla")
