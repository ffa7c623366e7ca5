"""One scene for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.plugins.sign_remote.liar import Liar
from tests.plugins.sign_remote.scene import Scene
from tests.plugins.trying import judged_by, rude_party
from tests.signing import parties_on


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with parties_on(tmp_path) as parties:
        yield Scene(parties, judged_by(parties.settings))


@pytest.fixture
async def liar(tmp_path: Path) -> AsyncIterator[Liar]:
    async with parties_on(tmp_path) as parties, rude_party() as party:
        yield Liar(parties, party)
