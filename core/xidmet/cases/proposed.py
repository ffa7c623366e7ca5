"""What a colleague proposed, for whoever decides: the form of the decision begins with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xidmet.cases.case import Case, Done
from xidmet.contract.form import Form
from xidmet.contract.retyped import retyped
from xidmet.contract.states import Transition


@dataclass(frozen=True)
class Proposal:
    """done: the move by which it was made. said: what it was asked; None where it asks nothing."""

    transition: Transition
    done: Done
    said: Form | None


def proposal(case: Case, transition: Transition) -> Proposal | None:
    """The last thing done in the case, when this move must be another's than whoever did that."""
    found = [(one, case.service.transition(one.transition)) for one in case.done]
    done, before = found[-1] if found else (None, None)
    if done is None or before is None or before not in transition.apart_from or before.target is not case.state:
        return None
    said = next((one for one in case.asked if before.asks is not None and type(one) is before.asks), None)
    return Proposal(before, done, said)


def proposed(case: Case, transition: Transition) -> dict[str, Any]:
    """Raw input of what the transition asks, as it was answered in a move that somebody else had to make before."""
    asked = transition.asks
    if asked is None or not any(other.asks is asked for other in transition.apart_from):
        return {}
    last = next((done.transition for done in reversed(case.done) if _asks(case, done.transition, asked)), "")
    said = next((one for one in case.asked if type(one) is asked), None)
    before = case.service.transition(last) if last else None
    return retyped(said) if said is not None and before in transition.apart_from else {}


def _asks(case: Case, name: str, asked: type[Any]) -> bool:
    move = case.service.transition(name)
    return move is not None and move.asks is asked
