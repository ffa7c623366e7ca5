"""Time moves cases too: terms that end, days that pass."""

from __future__ import annotations

import datetime as dt
from typing import Any

from xidmet import clock
from xidmet.cases.case import Case
from xidmet.contract.fields import Field
from xidmet.contract.states import Deadline, State, Transition
from xidmet.working_days import plus_working_days


def next_due(case: Case) -> tuple[dt.datetime | None, str]:
    """When the next timed transition out of the case's state happens, and its name."""
    timed = [(at, t.name) for t in case.service.leaving(case.state) if (at := due_at(case, t)) is not None]
    return min(timed, default=(None, ""))


def due_at(case: Case, transition: Transition) -> dt.datetime | None:
    """The moment of a timed transition: the end of a day that was answered, or of a term."""
    if isinstance(transition.at, Deadline):
        return deadline(case, transition.at.of)
    if not isinstance(transition.at, Field):
        return None
    value = case.value_of(transition.at)
    return value if isinstance(value, dt.datetime) or value is None else clock.end_of(value)


def deadline(case: Case, state: State) -> dt.datetime | None:
    """The end of a state's own term, counted from when the case came into it."""
    days: Any = case.value_of(state.working_days) if isinstance(state.working_days, Field) else state.working_days
    return None if days is None else plus_working_days(case.record.state_since, int(days))
