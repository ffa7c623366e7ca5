"""One town for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet.settings import Settings

from tests.core.offices import holds
from tests.plugins.pay_redirect.town import Town, town_on
from tests.ui.browser import Browser


@pytest.fixture
async def town(settings: Settings, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_on(settings, tmp_path / "site") as found:
        yield found


@pytest.fixture
async def leyla(town: Town) -> Browser:
    return await town.portal.signed_in("leyla")


@pytest.fixture
async def clerk(town: Town) -> Browser:
    await holds("nigar", "mayor:clerk")
    return await town.portal.signed_in("nigar")
