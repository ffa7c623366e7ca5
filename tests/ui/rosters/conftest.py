"""Browsers before a site that keeps a roster."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet.auth import Actor
from xidmet.settings import Settings

from tests.core.mandates import actor
from tests.roster_site import a_time, timed_site
from tests.ui.browser import Browser, Portal, portal_on
from tests.ui.rosters.pages import acting


@pytest.fixture
async def portal(settings: Settings, tmp_path: Path) -> AsyncIterator[Portal]:
    async with portal_on(settings.model_copy(update={"site": timed_site(tmp_path / "gates")})) as opened:
        await a_time()
        yield opened


@pytest.fixture
async def holder(portal: Portal) -> Actor:
    return await actor("rashad", acting=True)


@pytest.fixture
async def rashad(portal: Portal) -> Browser:
    return await acting(portal, "rashad")
