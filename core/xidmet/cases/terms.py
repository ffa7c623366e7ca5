"""The terms of a case: the service's whole one, which can stand still, and the state's own; counted at every move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from statistics import median_low
from typing import Any

from xidmet import clock
from xidmet.cases.case import STEP_DAYS, Case
from xidmet.check.reading import path
from xidmet.contract.fields import Field
from xidmet.contract.roles import Officer
from xidmet.contract.service import Service
from xidmet.contract.states import State, Transition
from xidmet.contract.terms import StepTerm
from xidmet.store import calendar
from xidmet.store import terms as stored
from xidmet.store.calendar import Decision
from xidmet.store.cases import Record
from xidmet.working_days import WorkingDays, last_day

LONGEST = 5_000  # working days, twenty years: an answer that says more is no term, and costs a second to count
SIMILAR, FEWEST = 50, 5  # how many decided cases are looked at; below so few nothing is said of them


@dataclass(frozen=True)
class Terms:
    """As the case's row has them: see the table."""

    term_from: dt.datetime | None = None
    term_left: int | None = None
    term_ends: dt.datetime | None = None
    state_ends: dt.datetime | None = None
    deadline: dt.datetime | None = None
    counted_by: str = ""
    decided_at: dt.datetime | None = None
    decided_days: int | None = None


async def calendar_of(service: type[Service]) -> WorkingDays:
    """The calendar of the service's agency; the official one, unasked, where there is no term to count."""
    return await calendar_at(service.agency.code) if service.agency and has_terms(service) else WorkingDays()


async def calendar_at(agency: str) -> WorkingDays:
    return _calendar(await calendar.decisions(agency))


async def calendars_of(services: Iterable[type[Service]]) -> dict[str, WorkingDays]:
    """The calendar of each service, by its slug; one statement, none where there is no term to count."""
    wanted = {one.slug: one.agency.code for one in services if one.agency and has_terms(one)}
    made = await calendar.decisions_of(sorted(set(wanted.values()))) if wanted else {}
    return {slug: _calendar(made[agency]) for slug, agency in wanted.items()}


def _calendar(made: list[Decision]) -> WorkingDays:
    newest = {one.day: one.worked for one in made}
    decided = {day: worked for day, worked in newest.items() if worked is not None}
    return WorkingDays(decided, made[-1].number if made else 0)


def has_terms(service: type[Service]) -> bool:
    return service.working_days is not None or any(state.working_days is not None for state in service.states)


def whole_days(case: Case) -> int | None:
    """The service's whole term, in working days, as the answers have it."""
    return _days(case, case.service.working_days)


def state_days(case: Case, state: State) -> int | None:
    """A state's own term, in working days, as the answers have it, or as a table had it when the case came there."""
    if isinstance(state.working_days, StepTerm):
        kept: int | None = case.record.asked.get(STEP_DAYS, {}).get(state.name)
        return kept
    return _days(case, state.working_days)


def _days(case: Case, said: int | Field[int] | None) -> int | None:
    value: Any = case.value_of(said) if isinstance(said, Field) else said
    return None if value is None else min(max(0, int(value)), LONGEST)


def is_open(service: type[Service], state: State) -> bool:
    """Somebody has to act there: neither is something in force, nor is the case at rest."""
    return bool(state.waiting) and not state.in_force


def waits_for_officer(state: State) -> bool:
    """Then the service's whole term binds whoever acts; the party has the state's own alone."""
    return any(isinstance(role, Officer) for role in state.waiting)


def terms_after(before: Case, after: Case, transition: Transition, moment: dt.datetime, days: WorkingDays) -> Terms:
    """The terms once this transition is made. before, after: the case without and with it."""
    decided = decides(after.service, before.state, after.state, transition)
    whole = _whole(before, after, decided, moment, days)
    if decided and before.record.decided_at is None:
        whole = replace(whole, decided_at=moment, decided_days=_took(before, moment, days))
    return _with_state(whole, after, days)


def decides(service: type[Service], source: State, target: State, transition: Transition) -> bool:
    """The agency has done its part: the case comes to rest, or it is the party's turn and no way leads back to here, as
    when a fee is to be paid. Asking for corrections is none.
    """
    acts = any(isinstance(actor, Officer) for actor in transition.actors) or bool(transition.after)
    if not acts or not is_open(service, target):
        return acts
    return not waits_for_officer(target) and source not in path(service, target)


def _whole(before: Case, after: Case, decided: bool, moment: dt.datetime, days: WorkingDays) -> Terms:
    was, length = before.record, whole_days(after)
    kept = Terms(term_ends=was.term_ends, decided_at=was.decided_at, decided_days=was.decided_days)
    is_over = was.term_left is None and was.term_ends is not None
    if length is None or is_over or decided or not is_open(after.service, after.state):
        return kept
    begun = was.term_left is not None
    longer = length - (whole_days(before) or length) if begun else 0
    left = _left(was, moment, days) + longer if begun else length
    if after.state.pauses:
        return replace(kept, term_left=left, term_ends=None)
    if begun and was.term_from is not None:  # it goes on running
        start, left = was.term_from, (was.term_left or 0) + longer
    else:
        start = moment
    return replace(kept, term_from=start, term_left=left, term_ends=days.end(start, left))


def _left(was: Record, moment: dt.datetime, days: WorkingDays) -> int:
    """Working days that remain after this day; below 0, as many as the term is over. Of one that began."""
    if was.term_ends is None:
        return was.term_left or 0
    return days.between(clock.local(moment).date(), last_day(was.term_ends))


def _took(before: Case, moment: dt.datetime, days: WorkingDays) -> int | None:
    """How many working days the case took, without those on which its term stood still."""
    length, was = whole_days(before), before.record
    if was.sent_at is None:
        return 0
    if length is not None and was.term_left is not None:
        return length - _left(was, moment, days)
    return days.between(clock.local(was.sent_at).date(), clock.local(moment).date())


def _with_state(whole: Terms, case: Case, days: WorkingDays) -> Terms:
    length = state_days(case, case.state)
    state_ends = None if length is None else days.end(case.record.state_since, length)
    running = whole.term_ends if whole.term_from and waits_for_officer(case.state) else None
    own = state_ends if case.state.waiting else None
    deadline = min((end for end in (running, own) if end), default=None)
    return replace(whole, state_ends=state_ends, deadline=deadline, counted_by=days.version)


def counted_anew(case: Case, days: WorkingDays) -> Terms:
    """The terms of a sent case by this calendar. One that none has counted yet is taken never to have stood still."""
    was = case.record
    whole = Terms(was.term_from, was.term_left, was.term_ends, decided_at=was.decided_at, decided_days=was.decided_days)
    if not was.counted_by and was.term_left is None and is_open(case.service, case.state):
        length = whole_days(case)
        whole = replace(whole, term_from=None if case.state.pauses else was.sent_at, term_left=length)
        whole = Terms() if length is None else whole
    if whole.term_from is not None and whole.term_left is not None:
        whole = replace(whole, term_ends=days.end(whole.term_from, whole.term_left))
    return _with_state(whole, case, days)


async def usual_days(service: type[Service]) -> int | None:
    """The median of the cases that were decided last, in working days; None for too few of them."""
    found = await stored.took(service.slug, SIMILAR)
    return median_low(found) if len(found) >= FEWEST else None
