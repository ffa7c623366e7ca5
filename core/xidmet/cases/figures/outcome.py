"""What a case came to, read out of what was done with it. The first outcome counts: a permit that is granted and then
runs out stays granted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from xidmet import clock
from xidmet.cases.case import Case, Done
from xidmet.cases.terms import decides, is_open
from xidmet.check.reading import against_the_party
from xidmet.contract.answers import row_key
from xidmet.contract.fields import Choice, Field
from xidmet.contract.form import Form
from xidmet.contract.registers import Lookup
from xidmet.contract.roles import Officer, Party
from xidmet.contract.service import Service
from xidmet.contract.shown import value_of
from xidmet.contract.states import State, Transition
from xidmet.store.figures import Figure

Outcome = Literal["granted", "refused", "undecided", "withdrawn", "lapsed"]
OUTCOMES: tuple[Outcome, ...] = ("granted", "refused", "undecided", "withdrawn", "lapsed")
LONGEST = 200  # signs of a ground's key


@dataclass(frozen=True)
class Ended:
    outcome: Outcome
    transition: Transition
    done: Done


def figure_of(case: Case) -> Figure | None:
    """The row about a case; None while it is a draft."""
    sent_at = case.record.sent_at
    if sent_at is None:
        return None
    record, ended = case.record, _ended(case)
    same = Figure(record.id, record.service, clock.local(sent_at).date())
    if ended is None:
        return same
    decided = ended.outcome in ("granted", "refused")
    return Figure(
        same.case,
        same.service,
        same.received_on,
        ended_on=clock.local(ended.done.at).date(),
        outcome=ended.outcome,
        move=ended.transition.name,
        ground=_ground(case, ended.transition) if ended.outcome == "refused" else "",
        days=record.decided_days if decided else None,
        late=decided and record.term_ends is not None and ended.done.at >= record.term_ends,
        officer=_officer(ended) if decided else None,
    )


def _ended(case: Case) -> Ended | None:
    """A move that the declaration has no more is passed over."""
    source = case.service.starts
    for done in case.done:
        transition = case.service.transition(done.transition)
        if transition is None:
            continue
        outcome = outcome_of(case.service, source, transition)
        if outcome:
            return Ended(outcome, transition, done)
        source = transition.target
    return None


def outcome_of(service: type[Service], source: State, transition: Transition) -> Outcome | None:
    """To what this move brings a case that was in that state; None: it goes on.

    undecided: it was done, or holds, without an officer's decision, at once or because the agency was silent.
    """
    target = transition.target
    if decides(service, source, target, transition):
        refused = against_the_party(service, transition) and transition.issues is None
        return "refused" if refused else "granted"
    if is_open(service, target):
        return None
    if source is service.starts or transition.issues is not None or target.in_force:
        return "undecided"
    return "withdrawn" if any(isinstance(actor, Party) for actor in transition.actors) else "lapsed"


def ground_field(transition: Transition) -> Field[Any] | None:
    """Of what an officer is asked: the first question whose answer is one of a list."""
    asked = transition.asks.fields.values() if transition.asks else ()
    return next((field for field in asked if isinstance(field, Lookup | Choice) and not field.rows), None)


def _ground(case: Case, transition: Transition) -> str:
    field, answers = ground_field(transition), next((one for one in case.asked if type(one) is transition.asks), None)
    value = value_of(field, answers) if field is not None and answers is not None else None
    return (row_key(value) if isinstance(value, Form) else str(value or ""))[:LONGEST]


def _officer(ended: Ended) -> UUID | None:
    """None for what follows by itself when all have acted."""
    if not any(isinstance(actor, Officer) for actor in ended.transition.actors):
        return None
    return UUID(ended.done.by)
