"""A portal that gives movement permits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.plugins.movement_permit.scene import Scene, scene_on


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with scene_on(tmp_path) as opened:
        yield opened
