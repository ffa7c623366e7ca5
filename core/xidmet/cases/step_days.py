"""Terms that stand in an agency's table: a case keeps the number that is in force when it comes into a state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import structlog

from xidmet.cases.case import LEGAL, STEP_DAYS, Case
from xidmet.cases.site import Site
from xidmet.check.reading import reminders_from
from xidmet.contract.answers import Ask
from xidmet.contract.legal_terms import LegalTerm
from xidmet.contract.plain import to_store
from xidmet.contract.service import Service
from xidmet.contract.states import State
from xidmet.contract.terms import StepTerm

log = structlog.get_logger()


async def days_in_force(site: Site, service: type[Service], states: Iterable[State]) -> Mapping[str, int]:
    """State -> working days, of those whose term is in a table; as it says today. Nothing is asked where none is."""
    terms = {state.name: state.working_days for state in states if isinstance(state.working_days, StepTerm)}
    return {name: row.working_days for name, row in (await rows_in_force(site, service, terms)).items()}


async def rows_in_force(
    site: Site, service: type[Service], terms: Mapping[str, StepTerm | LegalTerm]
) -> Mapping[str, Any]:
    """The row of each term, by the same names, as its table says today."""
    asks = {name: Ask(term.table.name, key=term.code) for name, term in terms.items()}
    offered = await site.registers.offered_for(set(asks.values()), "") if asks else {}
    found: dict[str, Any] = {}
    for name, term in terms.items():
        rows = offered[asks[name]]
        if not rows:
            log.warning("no term is in force", table=term.table.name, term=term.code)
        found[name] = rows[0] if rows else site.catalogue.first_row(term)
    return found


async def coming_into(site: Site, case: Case, moment: dt.datetime) -> Case:
    """The case with the term of its state, if it comes there at this moment, or none was kept then."""
    kept = case.record.asked.get(STEP_DAYS, {})
    if case.state.name in kept and case.record.state_since != moment:
        return case
    return with_days(case, await days_in_force(site, case.service, (case.state,)))


async def reminded_from(site: Site, case: Case, moment: dt.datetime) -> Case:
    """The case with what tables say of when somebody is reminded, if it comes into its state at this moment."""
    terms = reminders_from(case.service, case.state) if case.record.state_since == moment else {}
    if not terms:
        return case
    rows = {name: to_store(row) for name, row in (await rows_in_force(site, case.service, terms)).items()}
    kept = {**case.record.asked.get(LEGAL, {}), **rows}
    return replace(case, record=replace(case.record, asked={**case.record.asked, LEGAL: kept}))


def with_days(case: Case, days: Mapping[str, int]) -> Case:
    """days: state -> working days."""
    if not days:
        return case
    kept = {**case.record.asked.get(STEP_DAYS, {}), **days}
    return replace(case, record=replace(case.record, asked={**case.record.asked, STEP_DAYS: kept}))
