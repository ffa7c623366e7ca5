"""A site that keeps a roster, and its processes, which can be killed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from xidmet.cases import Site, open_site
from xidmet.settings import Settings

from tests.faults.deployment import Deployment, deployed
from tests.roster_site import roster_site


@pytest.fixture
def settings_of_roster(embedded: Settings, tmp_path: Path) -> Settings:
    return embedded.model_copy(update={"site": roster_site(tmp_path / "gates")})


@pytest.fixture
def deployment(settings_of_roster: Settings) -> Iterator[Deployment]:
    made = deployed(settings_of_roster)
    yield made
    made.stop()


@pytest.fixture
async def site(settings_of_roster: Settings) -> AsyncIterator[Site]:
    async with open_site(settings_of_roster) as opened:
        yield opened
