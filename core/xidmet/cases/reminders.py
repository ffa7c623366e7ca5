"""When somebody is to be reminded of a case, and of what: of a term that ends, of one that is over, of what time ends.

Of each term: when a third of it is left, and on its last day; whoever's turn it is. When it is over and nothing happens
by itself, once more, and then also the agency's administrators, and the party whose decision is late. Of a timed move:
so many days before as its notices say. All in the morning; nothing of it twice for one stay in a state.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from xidmet import clock
from xidmet.cases.case import Case
from xidmet.cases.due import due_at
from xidmet.cases.terms import state_days, waits_for_officer, whole_days
from xidmet.contract.legal_terms import LegalTerm
from xidmet.contract.states import Deadline, Transition
from xidmet.working_days import ONE, WorkingDays, last_day

MORNING = dt.time(8)
THIRD, LAST, OVER = "third", "last", "over"
STATE, TERM, NOTICE = "state", "term", "notice"


@dataclass(frozen=True)
class Reminder:
    """of: a term ("state" or "term"), or "notice". what: third, last or over; or the transition's name and the
    notice's place in it.
    """

    at: dt.datetime
    of: str
    what: str

    @property
    def key(self) -> str:
        return f"{self.of}:{self.what}"


def next_reminder(case: Case, days: WorkingDays, since: dt.datetime) -> dt.datetime | None:
    """The moment of the first one that is not earlier."""
    return min((one.at for one in reminders(case, days) if one.at >= since), default=None)


def due_reminders(case: Case, days: WorkingDays, since: dt.datetime, now: dt.datetime) -> list[Reminder]:
    """Those that were not given yet and still say something true: of one term only the last one, after a long sleep."""
    found = sorted((one for one in reminders(case, days) if since <= one.at <= now), key=lambda one: one.at)
    newest = {one.key if one.of == NOTICE else one.of: one for one in found}
    return list(newest.values())


def reminders(case: Case, days: WorkingDays) -> list[Reminder]:
    """Every one of the case, as it stands now."""
    return [*_of_terms(case, days), *_of_moves(case)]


def _of_terms(case: Case, days: WorkingDays) -> Iterator[Reminder]:
    record = case.record
    if record.deadline is None:
        return
    running = record.term_ends if record.term_from and waits_for_officer(case.state) else None
    if record.state_ends:
        timed = any(isinstance(t.at, Deadline) and t.at.of is case.state for t in case.service.leaving(case.state))
        yield from _of_term(STATE, record.state_ends, state_days(case, case.state) or 0, timed, days)
    if running and running != record.state_ends:
        yield from _of_term(TERM, running, whole_days(case) or 0, False, days)


def _of_term(of: str, ends: dt.datetime, length: int, timed: bool, days: WorkingDays) -> Iterator[Reminder]:
    """timed: a move happens when it is over."""
    last, left = last_day(ends), -(-length // 3)
    if left > 1:
        yield Reminder(_morning(days.after(days.after(last, -left), 1)), of, THIRD)
    if length > 1:
        yield Reminder(_morning(last), of, LAST)
    if not timed:
        yield Reminder(ends, of, OVER)


def _of_moves(case: Case) -> Iterator[Reminder]:
    """The notices that are declared for some days before a timed move."""
    for transition in case.service.leaving(case.state):
        due = due_at(case, transition, case.record.state_ends) if transition.at is not None else None
        if due is not None:
            yield from _before(case, transition, last_day(due))


def _before(case: Case, transition: Transition, day: dt.date) -> Iterator[Reminder]:
    for place, notice in enumerate(transition.tells):
        what, before = f"{transition.name}:{place}", notice.days_before
        if isinstance(before, LegalTerm):
            yield Reminder(_morning(case.legal[what].period().before(day)), NOTICE, what)
        elif before is not None:
            yield Reminder(_morning(day - ONE * before), NOTICE, what)


def _morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, MORNING, clock.BAKU).astimezone(dt.UTC)
