"""The application on SQLite, as visitors meet it: for what a service promises the engine does not matter."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from xidmet.settings import Settings

from tests.ui.browser import Browser, Portal, portal_on


@pytest.fixture
async def portal(embedded: Settings) -> AsyncIterator[Portal]:
    async with portal_on(embedded) as opened:
        yield opened


@pytest.fixture
async def leyla(portal: Portal) -> Browser:
    """An employee with three contracts, reading Azerbaijani."""
    return await portal.signed_in("leyla")
