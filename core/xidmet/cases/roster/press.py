"""One move for one person of a roster: what it will bring, and what stands against it, before it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from xidmet import clock
from xidmet.auth import Actor, may
from xidmet.cases.answer import read_answers
from xidmet.cases.case import Case
from xidmet.cases.consequences import Given, case_after
from xidmet.cases.facts import first_broken, judged
from xidmet.cases.given import read_given
from xidmet.cases.site import Site
from xidmet.check.reading import roster_moves
from xidmet.contract.answers import shown
from xidmet.contract.fields import Field
from xidmet.contract.form import Form
from xidmet.contract.registers import Lookup
from xidmet.contract.roles import Party
from xidmet.contract.rule import Refusal
from xidmet.contract.service import Service
from xidmet.contract.states import Transition
from xidmet.errors import RegisterDown


@dataclass(frozen=True)
class Foreseen:
    """after: the case as it would be; None where something stands against it. given: what the move asks, answered by
    itself.
    """

    case: Case
    move: Transition
    refusal: Refusal | None
    given: Given | None = None
    after: Case | None = None


@cache
def moves_of(service: type[Service]) -> tuple[Transition, ...]:
    """What whoever keeps the roster can do with one person, what puts something in force first."""
    theirs = [
        move
        for move in service.transitions
        if move in roster_moves(service) or (not move.amends and _by_party(move, service) and _sent(move, service))
    ]
    return tuple(sorted(theirs, key=lambda move: not move.target.in_force))


def _by_party(move: Transition, service: type[Service]) -> bool:
    return any(isinstance(actor, Party) and actor is service.applicant for actor in move.actors)


def _sent(move: Transition, service: type[Service]) -> bool:
    return service.starts not in move.sources


def main_move(service: type[Service]) -> Transition:
    """The one for which a roster is kept."""
    return sorted(roster_moves(service), key=lambda move: not move.target.in_force)[0]


async def asks_nothing(site: Site, transition: Transition, party: str) -> bool:
    """Whether each of its questions has one possible answer just now, so that nothing is left to be asked.

    Raises RegisterDown.
    """
    if transition.asks is None:
        return True
    found = await read_answers(site, transition.asks, {}, party)
    fields = [one for one in transition.asks.fields.values() if one.asked]
    return not found.errors and all(_answers_itself(one, found.so_far) for one in fields)


def _answers_itself(one: Field[Any], so_far: Form) -> bool:
    """What may be left out is asked all the same: nobody knows whether it is meant to be."""
    if not shown(one, so_far):
        return True
    return isinstance(one, Lookup) and not one.rows and vars(so_far).get(one.name) is not None


async def foresee(site: Site, actor: Actor, case: Case, transition: Transition) -> Foreseen:
    """What the move would do just now; nothing is written. Raises WrongAnswers where somebody has to answer something,
    RegisterDown.
    """
    if refusal := may(actor, transition, case):
        return Foreseen(case, transition, refusal)
    given = await read_given(site, case, transition, {}, {})
    if refusal := await first_broken(site, case, transition, given.answers, given.asked):
        return Foreseen(case, transition, refusal, given)
    after = await case_after(site, case, transition, given, actor, clock.now())
    return Foreseen(case, transition, None, given, after)


async def readiness(
    site: Site, actor: Actor, cases: Sequence[Case], transition: Transition, there: int
) -> dict[str, Refusal | None] | None:
    """By number, of those which this person may move so: the rule that does not hold, or None where all do.

    there: how many of the party's cases are already where the move leads. One of which nothing can be said before
    somebody has answered what the move asks is left out. None: a register is silent.
    """
    able = [case for case in cases if may(actor, transition, case) is None and not case.is_draft]
    try:
        asked = (await read_answers(site, transition.asks, {}, actor.party)).so_far if transition.asks else None
        return await judged(site, able, transition, asked, there)
    except RegisterDown:
        return None
