"""Time moves many cases at once, and a limit holds within a list."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet import clock
from xidmet.attestations import check
from xidmet.auth import Actor
from xidmet.cases import Site, case_for, open_site
from xidmet.cases.follow import run_due
from xidmet.settings import Settings
from xidmet.store import issued
from xidmet.store.tables import Case

from tests.contract.sites import write_site
from tests.core.mandates import actor
from tests.core.many import breaks, many, state
from tests.roster_site import PLUGIN, TEMPLATE, entered, later, roster_site


@pytest.fixture
async def site(settings: Settings, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(settings.model_copy(update={"site": roster_site(tmp_path / "gates")})) as opened:
        yield opened


@pytest.fixture
async def holder(site: Site) -> Actor:
    return await actor("rashad", acting=True)


async def test_what_time_has_ended_is_active_nowhere_while_it_is_worked_off(site: Site, holder: Actor) -> None:
    numbers = [await entered(site, holder, n) for n in range(1, 6)]
    await many(site, holder, "activate", numbers, until=later(3))
    paper = (await issued.of_case((await case_for(site, holder, numbers[0])).record.id))[0]
    assert (await check(site.catalogue, paper.number, None, "number")).active
    clock.advance(dt.timedelta(days=5))
    case = await case_for(site, holder, numbers[0])
    assert (case.state.name, case.state_now.name) == ("active", "expired")
    assert not (await check(site.catalogue, paper.number, None, "number")).active
    assert await run_due(site, page=2) == 5 and await run_due(site) == 0
    case = await case_for(site, holder, numbers[0])
    assert case.state is case.state_now and case.state.name == "expired" and not case.overdue
    assert await breaks() == []


async def test_one_that_time_cannot_move_does_not_hold_up_the_others(site: Site, holder: Actor) -> None:
    numbers = [await entered(site, holder, n) for n in range(1, 4)]
    await many(site, holder, "activate", numbers, until=later(3))
    await Case.update({Case.answers: '{"born": "no day"}'}).where(Case.number == numbers[1])
    clock.advance(dt.timedelta(days=5))
    assert await run_due(site) == 2
    assert [await state(site, number) for number in (numbers[0], numbers[2])] == ["expired", "expired"]


async def test_a_list_does_not_go_beyond_a_limit(settings: Settings, tmp_path: Path) -> None:
    limit = """

@rule(law="Law, 3")
def two_at_a_time(asked: Person, facts: Facts) -> Refusal | None:
    return Refusal(why="Two are enough.", mend="Cancel one.") if facts.others >= 2 else None
"""
    text = PLUGIN.replace("\n\nclass Passes(Service)", f"{limit}\n\nclass Passes(Service)")
    text = text.replace("needs=[not_too_old, open_trade]", "needs=[two_at_a_time]")
    folder = write_site(tmp_path / "few", {"few_gates": text}).parent  # of a name of its own, as modules are
    (folder / "plugins" / "few_gates" / "templates").mkdir()
    (folder / "plugins" / "few_gates" / "templates" / "pass.typ").write_text(TEMPLATE, encoding="utf-8")
    async with open_site(settings.model_copy(update={"site": folder})) as site:
        holder = await actor("rashad", acting=True)
        numbers = [await entered(site, holder, n) for n in range(1, 5)]
        results = await many(site, holder, "activate", numbers, until=later(3))
        assert [one.done for one in results] == [True, True, False, False]
        await many(site, holder, "cancel", numbers[:1])
        results = await many(site, holder, "activate", numbers[2:], until=later(3))
        assert [one.done for one in results] == [True, False]
