"""One scene for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.plugins.sign_in_web2app.scene import Scene
from tests.plugins.trying import calls_portal, judged_by
from tests.signing import parties_on


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with calls_portal() as portal, parties_on(tmp_path, portal.origin) as parties:
        yield Scene(parties, portal, judged_by(parties.settings))
