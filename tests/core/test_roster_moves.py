"""What a roster's declaration gives before any page: one press for one person, no signature; time ends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import Site, find_case, open_site
from xidmet.cases.follow import run_due
from xidmet.check.reading import roster_moves
from xidmet.errors import Refused
from xidmet.settings import Settings
from xidmet.store import issued

from tests.core.mandates import actor
from tests.roster_site import SLUG, done, entered, later, roster_site


@pytest.fixture
async def site(settings: Settings, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(settings.model_copy(update={"site": roster_site(tmp_path / "gates")})) as opened:
        yield opened


@pytest.fixture
async def holder(site: Site) -> Actor:
    return await actor("rashad", acting=True)


async def state(site: Site, number: str) -> str:
    case = await find_case(site, number)
    assert case is not None
    return case.state.name


async def test_a_service_with_bulk_moves_of_its_applicant_keeps_a_roster(site: Site) -> None:
    names = [move.name for move in roster_moves(site.catalogue.services[SLUG])]
    assert names == ["enter", "activate", "cancel"]


async def test_one_press_activates_and_time_ends_it(site: Site, holder: Actor) -> None:
    number = await entered(site, holder, 1)
    await done(site, holder, number, "activate", until=later(3))
    case = await find_case(site, number)
    assert case is not None and case.state.name == "active"
    assert [one.in_force for one in await issued.of_case(case.record.id)] == [True]
    clock.advance(dt.timedelta(days=5))
    await run_due(site)
    assert await state(site, number) == "expired"
    await done(site, holder, number, "activate", until=later(3))
    assert [one.in_force for one in await issued.of_case(case.record.id)] == [True, False]


async def test_who_may_not_is_told_why(site: Site, holder: Actor) -> None:
    old, fun = await entered(site, holder, 1, born="1950-01-01"), await entered(site, holder, 2, trade="fun")
    for number, why in ((old, "over 65"), (fun, "closed")):
        with pytest.raises(Refused, match=why):
            await done(site, holder, number, "activate", until=later(3))
        assert await state(site, number) == "entered"
