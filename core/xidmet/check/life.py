"""Proofs about the life of a case."""

from __future__ import annotations

from collections.abc import Iterator

from xidmet.check import reading
from xidmet.contract.fields import Field
from xidmet.contract.form import Marks
from xidmet.contract.payments import payments
from xidmet.contract.registers import Register
from xidmet.contract.service import Service
from xidmet.contract.states import Deadline, Missed, Transition

Found = Iterator[tuple[str, str, str]]


def begins(service: type[Service]) -> Found:
    if not hasattr(service, "starts"):
        yield "starts", "Nothing says where a case begins.", "Write starts = one of the states."
    elif service.starts not in service.states:
        yield "starts", f"{service.starts.name} is not a state of this service.", "Name one of its states."


def reachable(service: type[Service]) -> Found:
    if not hasattr(service, "starts"):
        return
    reached = reading.path(service, service.starts)
    for state in service.states:
        if state not in reached:
            yield state.name, "No case ever comes here.", "Add a transition into it, or delete it."


def dead_ends(service: type[Service]) -> Found:
    for state in service.states:
        out = [t for t in service.leaving(state) if t.target is not state]
        if any(state.waiting) and not out:
            yield (
                state.name,
                "It waits, but nothing leads out.",
                "Add a transition, or drop waits_for to make it an end.",
            )


def ends(service: type[Service]) -> Found:
    final = {s for s in service.states if not service.leaving(s) or not s.waiting}
    for state in service.states:
        if not reading.path(service, state) & final:
            yield (
                state.name,
                "A case that comes here never comes to rest.",
                "Add a way to a state that waits for nobody.",
            )


def one_cause(service: type[Service]) -> Found:
    for move in service.transitions:
        causes = [bool(move.by), move.at is not None, bool(move.after)]
        if sum(causes) != 1:
            yield move.name, "It must have exactly one cause.", "Give one of by=, at=, after=."


def times(service: type[Service]) -> Found:
    for move in service.transitions:
        if isinstance(move.at, Field) and not reading.knows(service, move.at):
            yield (
                move.name,
                f"It happens at {move.at.form}.{move.at.name}, which is never asked.",
                "Name a field that is asked before.",
            )
        if isinstance(move.at, Deadline) and not move.at.of.working_days:
            yield move.name, f"{move.at.of.name} has no term.", "Give the state working_days=."
        if isinstance(move.at, Deadline) and move.at.of not in move.sources:
            yield move.name, f"It does not leave {move.at.of.name}.", "Take the deadline of the state it leaves."


def appointments(service: type[Service]) -> Found:
    for state in service.states:
        visit = state.appointment
        if visit and state is getattr(service, "starts", None):
            yield state.name, "Nobody books a visit for what was not sent.", "Give the appointment to a later state."
        if visit and not (5 <= visit.minutes <= 480 and visit.again >= 0):
            yield state.name, f"No visit takes {visit.minutes} minutes.", "Give it 5 to 480, and again= 0 or more."
    for move in service.transitions:
        if isinstance(move.at, Missed) and move.at.of.appointment is None:
            yield move.name, f"Nobody is expected in {move.at.of.name}.", "Give the state appointment=."
        if isinstance(move.at, Missed) and move.at.of not in move.sources:
            yield move.name, f"It does not leave {move.at.of.name}.", "Name the state it leaves."


def terms_end_somewhere(service: type[Service]) -> Found:
    """A term given to the party must say what happens when it passes."""
    for state in service.states:
        timed = any(isinstance(t.at, Deadline) for t in service.leaving(state))
        if state.working_days and service.applicant in state.waiting and not timed:
            yield (
                state.name,
                "The applicant has a term here, but nothing happens when it passes.",
                "Add a transition at=its deadline.",
            )


def all_of(service: type[Service]) -> Found:
    for move in service.transitions:
        for other in move.after:
            if (
                other not in service.transitions
                or set(other.sources) != set(move.sources)
                or other.target not in other.sources
            ):
                yield (
                    move.name,
                    f"{other.name} does not happen within {move.sources}.",
                    "after= names transitions that stay in the same state.",
                )


def amendments(service: type[Service]) -> Found:
    asked = {f for t in service.transitions if t.asks for f in t.asks.fields.values()}
    for move in service.transitions:
        if isinstance(move.amends, Field) and not (isinstance(move.amends, Marks) and move.amends in asked):
            yield (
                move.name,
                "It lets marked answers be changed, but nobody marks them.",
                "Name a Marks field that an earlier transition asks.",
            )


def bulk(service: type[Service]) -> Found:
    for move in service.transitions:
        if move.bulk and move.amends:
            yield move.name, "Many cases cannot be amended at once.", "Drop bulk= or amends=."
        if move.bulk and not service.columns:
            yield move.name, "A roster needs columns.", "Write columns = the fields that tell the cases apart."
        if move.signed == "list" and not move.bulk:
            yield (
                move.name,
                "It is never made for a list, so it would never be signed.",
                "Write bulk=True, or signed=True.",
            )


def by_nobody(service: type[Service]) -> Found:
    for move in service.transitions:
        if move.signed and not _by_people(move):
            yield move.name, "Only a person can sign.", "Drop signed=, or give by= a role."
        if move.asks and not _by_people(move):
            yield move.name, "There is nobody to ask.", "Drop asks=, or give by= a role."


def paid_for(service: type[Service]) -> Found:
    """What is due is known, stays as it is while it is paid, and a payment always has its effect."""
    paying = [move for move in service.transitions if payments in move.actors]
    for move in paying:
        if service.fee is None:
            yield move.name, "It happens when the duty is paid, but nothing says what is due.", "Write fee = a field."
        if len(move.actors) > 1:
            yield move.name, "Others can make it without a payment.", "Give them a transition of their own."
        if move.needs:
            yield move.name, "Who has paid could be turned away.", "Put needs= on the transition that leads here."
    for state in {state for move in paying for state in move.sources}:
        leaving = service.leaving(state)
        if state is service.starts or any(move.amends for move in leaving):
            yield state.name, "What is due could change while it is paid.", "Let it be paid in a state of its own."
        if sum(payments in move.actors for move in leaving) > 1:
            yield state.name, "One payment would move the case twice.", "Keep one transition by=payments."


def _by_people(move: Transition) -> bool:
    return bool(move.by) and not any(isinstance(actor, Register) for actor in move.actors)


PROOFS = (
    begins,
    reachable,
    dead_ends,
    ends,
    one_cause,
    times,
    appointments,
    terms_end_somewhere,
    all_of,
    amendments,
    bulk,
    by_nobody,
    paid_for,
)
