"""What a colleague proposed, for whoever decides: the form of the decision begins with it."""

from __future__ import annotations

from typing import Any

from xidmet.cases.case import Case
from xidmet.contract.retyped import retyped
from xidmet.contract.states import Transition


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
