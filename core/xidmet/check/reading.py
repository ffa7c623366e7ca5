"""What several proofs, the pages and the engine read out of a declaration."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from xidmet.contract.fields import Field, Upload
from xidmet.contract.form import Form, Part
from xidmet.contract.legal_terms import LegalTerm
from xidmet.contract.registers import Lookup, Register
from xidmet.contract.roles import Officer
from xidmet.contract.service import Service
from xidmet.contract.states import State, Transition
from xidmet.contract.terms import StepTerm
from xidmet.contract.uploads import uploads

COMPLAINT, COURT = "complaint", "court"  # the ways of disputing a decision


def forms(service: type[Service]) -> list[type[Form]]:
    """What is asked, and what attestations show."""
    return list(dict.fromkeys([*asked_forms(service), *(a.of for a in service.attestations())]))


def asked_forms(service: type[Service]) -> list[type[Form]]:
    found = [service.form, *(t.asks for t in service.transitions if t.asks)]
    found += [a.asks for a in service.attestations() if a.asks]
    return list(dict.fromkeys(found))


def all_fields(form: type[Form]) -> Iterator[Field[Any]]:
    """Fields of a form and of the rows and parts inside it."""
    for field in form.fields.values():
        yield field
        if isinstance(field, Part):
            yield from all_fields(field.of)


def knows(service: type[Service], field: Field[Any]) -> bool:
    return any(field in set(all_fields(form)) for form in forms(service))


def against_the_party(service: type[Service], transition: Transition) -> bool:
    """An officer ends it, nothing is issued and nothing is in force: a decision that can be disputed.

    From where the party can go on by itself nothing was taken away.
    """
    by_officer = any(isinstance(actor, Officer) for actor in transition.actors)
    target = transition.target
    goes_on = any(service.applicant in other.actors for other in service.leaving(target))
    return (
        by_officer and not target.waiting and not target.in_force and target not in transition.sources and not goes_on
    )


def opinions(service: type[Service]) -> set[Transition]:
    """The moves that others wait for: each body gives its own, and the case goes on when all have."""
    return {other for transition in service.transitions for other in transition.after}


@cache
def says_why(service: type[Service], name: str) -> bool:
    """A move in which an officer answers what it asks; an opinion has a place of its own."""
    move = service.transition(name)
    by_officer = move is not None and any(isinstance(actor, Officer) for actor in move.actors)
    return move is not None and by_officer and move.asks is not None and move not in opinions(service)


def proposals(service: type[Service]) -> set[Transition]:
    """The moves that a second person has to look at: somebody else decides."""
    return {other for transition in service.transitions for other in transition.apart_from}


def is_reopening(service: type[Service], transition: Transition) -> bool:
    """Made by an upheld complaint, and by nothing else."""
    return service.appeal is not None and service.appeal.reopens is transition


def registers(service: type[Service]) -> set[Register[Any]]:
    """What it looks things up in: for its answers, what its moves ask, its rules, its terms."""
    picked = {field.register for form in forms(service) for field in all_fields(form) if isinstance(field, Lookup)}
    picked |= {term.table for _where, term in terms_of(service)}
    return picked | {query.register for move in service.transitions for rule in move.needs for query in rule.reads}


def terms_of(service: type[Service]) -> Iterator[tuple[str, StepTerm | LegalTerm]]:
    """What stands in tables of terms, each with the name of what has it."""
    said: list[tuple[str, Any]] = [(state.name, state.working_days) for state in service.states]
    said += [*(("appeal", term) for term in dispute_terms(service).values()), ("keep_years", service.keep_years)]
    said += [*reminder_terms(service).items(), *((one.name, one.keep_days) for one in asked_uploads(service))]
    return ((where, term) for where, term in said if isinstance(term, StepTerm | LegalTerm))


def asked_uploads(service: type[Service]) -> list[Upload]:
    """Every question for a file."""
    return [one for form in asked_forms(service) for one in uploads(form)]


def dispute_terms(service: type[Service]) -> dict[str, LegalTerm]:
    """What tables say of how a decision is disputed."""
    appeal = service.appeal
    said = {COMPLAINT: appeal.days, COURT: appeal.court} if appeal else {}
    return {name: term for name, term in said.items() if isinstance(term, LegalTerm)}


def reminder_terms(service: type[Service]) -> dict[str, LegalTerm]:
    """What tables say of how long before a move somebody is reminded; by the move and the place of the notice."""
    told = ((f"{move.name}:{place}", one) for move in service.transitions for place, one in enumerate(move.tells))
    return {name: one.days_before for name, one in told if isinstance(one.days_before, LegalTerm)}


def reminders_from(service: type[Service], state: State) -> dict[str, LegalTerm]:
    """Those of the moves that lead out of a state."""
    leaving = {move.name for move in service.leaving(state)}
    return {name: term for name, term in reminder_terms(service).items() if name.partition(":")[0] in leaving}


def roster_moves(service: type[Service]) -> tuple[Transition, ...]:
    """What whoever applies may do in many cases at once. A service that has one keeps a roster for each of them."""
    return tuple(move for move in service.transitions if move.bulk and service.applicant in move.actors)


def path(service: type[Service], start: State) -> set[State]:
    """The states that can be reached from here, this one included."""
    found, new = {start}, [start]
    while new:
        state = new.pop()
        for transition in service.leaving(state):
            if transition.target not in found:
                found.add(transition.target)
                new.append(transition.target)
    return found
