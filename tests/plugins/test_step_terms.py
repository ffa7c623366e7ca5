"""Terms of steps stand in a table of the agency: a case keeps what is in force when it comes into a state."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from citizenship.registers import steps
from xidmet import State, StepTerms, clock
from xidmet.auth.may import Mover
from xidmet.cases import Site, find_case
from xidmet.cases.recount import count_all_anew
from xidmet.cases.terms import state_days
from xidmet.contract.plain import to_store
from xidmet.contract.service import Service
from xidmet.contract.terms import StepDays
from xidmet.plugins import load
from xidmet.settings import Settings
from xidmet.store import registers
from xidmet.store.tables import Case
from xidmet.working_days import WorkingDays

from tests.contract.sites import PLUGIN, write_site
from tests.core.offices import holds
from tests.plugins.citizenship.answers import restoration
from tests.plugins.declared_life import Life, registered, switched_on

MARKED = {"what": {"reasons": "Say more."}}


async def _says(days: int, **more: dt.date) -> None:
    """What the agency's table says of corrections from now on."""
    row = StepDays(code="correction", name="Correcting", working_days=days, **more)
    await registers.keep(steps.name, "correction", "", to_store(row), row.name)


async def _asked_to_correct(site: Site, officer: Mover) -> Life:
    life = await registered(site, "citizenship-restoration", restoration().so_far)
    await life.goes(officer, "accept")
    assert await life.goes(officer, "ask_correction", **MARKED) == "correction"
    return life


async def _term(life: Life) -> tuple[int | None, dt.datetime | None]:
    case = await find_case(life.site, life.number)
    assert case is not None
    return state_days(case, case.state), case.record.state_ends


async def test_a_case_keeps_the_term_of_the_day_on_which_it_came_there(settings: Settings, tmp_path: Path) -> None:
    async with switched_on(settings, "citizenship", tmp_path) as site:
        officer = await holds("rafiq", "migration:registrar", "migration:reviewer")
        await _says(10)
        first = await _asked_to_correct(site, officer)
        await _says(7)
        second = await _asked_to_correct(site, officer)
        ends = {days: WorkingDays().end(clock.now(), days) for days in (7, 10)}
        assert [await _term(one) for one in (first, second)] == [(10, ends[10]), (7, ends[7])]
        await Case.update({Case.counted_by: "an older calendar"}, force=True)
        assert await count_all_anew(site) == 2
        assert [await _term(one) for one in (first, second)] == [(10, ends[10]), (7, ends[7])]


async def test_where_no_row_is_in_force_the_first_one_counts(settings: Settings, tmp_path: Path) -> None:
    """Else the case would wait for ever for corrections that nobody sends."""
    async with switched_on(settings, "citizenship", tmp_path) as site:
        officer = await holds("rafiq", "migration:registrar", "migration:reviewer")
        await _says(4, until=clock.today() - dt.timedelta(days=1))
        assert (await _term(await _asked_to_correct(site, officer)))[0] == 10


def test_a_term_without_a_row_is_a_fault(tmp_path: Path) -> None:
    waiting = (
        '    waiting = State("Waiting", waits_for=person, working_days=StepTerms("fairies.steps", "Steps")["wait"])\n'
    )
    source = PLUGIN.format(slug="wish", tells="", states=waiting, hook="services")
    source = source.replace("State, Text", "State, StepTerms, Text")
    site = write_site(tmp_path, {"waiting_fairies": source})
    (fault, *_more) = load(site).faults
    assert "wait" in fault.wrong and "fairies.steps" in fault.wrong


@pytest.mark.parametrize("name", ["residence_permit", "work_permit", "citizenship", "migration_jobs"])
def test_no_state_of_the_nine_has_a_number_in_code(name: str) -> None:
    module = __import__(name)
    services: list[type[Service]] = module.services()
    states: list[State] = [state for service in services for state in service.states]
    assert not [state for state in states if isinstance(state.working_days, int)]
    assert isinstance(module.steps, StepTerms)
