"""Time moves cases too: terms that end, days that pass."""

from __future__ import annotations

import datetime as dt

from xidmet import clock
from xidmet.cases.case import Case
from xidmet.contract.fields import Field
from xidmet.contract.states import Deadline, Transition


def next_due(case: Case, state_ends: dt.datetime | None) -> tuple[dt.datetime | None, str]:
    """When the next timed transition out of the case's state happens, and its name. state_ends: of its own term."""
    timed = [(at, t.name) for t in case.service.leaving(case.state) if (at := due_at(case, t, state_ends)) is not None]
    return min(timed, default=(None, ""))


def due_at(case: Case, transition: Transition, state_ends: dt.datetime | None) -> dt.datetime | None:
    """The moment of a timed transition: the end of a day that was answered, or of the state's own term."""
    if isinstance(transition.at, Deadline):
        return state_ends if transition.at.of is case.state else None
    if not isinstance(transition.at, Field):
        return None
    value = case.value_of(transition.at)
    return value if isinstance(value, dt.datetime) or value is None else clock.end_of(value)
