"""A case of a plugin that this site does not switch on, moved by those whose turn it is, to see its whole life."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xidmet import Form, clock
from xidmet.auth.may import Mover
from xidmet.cases import Site, move, open_case, open_site
from xidmet.cases.find import find_case
from xidmet.contract.plain import to_store
from xidmet.settings import Settings
from xidmet.store import cases

from tests.architecture.texts import ROOT
from tests.conftest import signed_in
from tests.contract.sites import write_site
from tests.core.certificate import token


@asynccontextmanager
async def switched_on(settings: Settings, plugin: str, folder: Path) -> AsyncIterator[Site]:
    path = write_site(folder, {}, f'[[plugins]]\nname = "{plugin}"\n')
    (folder / "plugins").symlink_to(ROOT / "plugins")
    async with open_site(settings.model_copy(update={"site": path.parent})) as opened:
        assert [str(fault) for fault in opened.catalogue.faults] == []
        yield opened


@dataclass(frozen=True)
class Life:
    site: Site
    number: str

    async def goes(self, mover: Mover, name: str, **asked: Any) -> str:
        """The state it comes to."""
        case = await find_case(self.site, self.number)
        assert case is not None
        await move(self.site, mover, self.number, name, version=case.version, token=token(), asked=asked)
        moved = await find_case(self.site, self.number)
        assert moved is not None
        return moved.state.name


async def registered(site: Site, slug: str, answers: Form) -> Life:
    """Leyla's case with these answers, as if she had signed and sent it: how files come to a case is not asked here."""
    case = await open_case(site, await signed_in("leyla"), slug, token())
    moment = clock.now()
    assert await cases.change(
        case.record.id, case.version, moment, state="registered", answers=to_store(answers), sent_at=moment
    )
    return Life(site, case.number)
