"""Portals on which a personnel program keeps a roster: people are entered by operators, or all is a seal holder's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet.settings import Settings

from tests import roster_site
from tests.signing import Parties, parties_on
from tests.ui.browser import Portal
from tests.ui.roster_api.robot import PLAIN, SEALED, opened_on, site_of


@pytest.fixture
async def parties(settings: Settings) -> AsyncIterator[Parties]:
    async with parties_on(settings.data) as opened:
        yield opened


@pytest.fixture
async def portal(settings: Settings, parties: Parties, tmp_path: Path) -> AsyncIterator[Portal]:
    """People are entered by an operator."""
    assert PLAIN != roster_site.PLUGIN
    async with opened_on(settings, parties, site_of(tmp_path / "gates", "operated_gates", PLAIN)) as opened:
        yield opened


@pytest.fixture
async def sealed(settings: Settings, parties: Parties, tmp_path: Path) -> AsyncIterator[Portal]:
    """Everything is a seal holder's."""
    assert SEALED.count('signed="list"') == 2 and 'level="high"' in SEALED
    async with opened_on(settings, parties, site_of(tmp_path / "gates", "sealed_gates", SEALED)) as opened:
        yield opened
