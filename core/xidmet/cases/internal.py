"""What of a case is for its officers alone: opinions of other bodies, and what one officer proposes to another.

A declaration opens one to the applicant by disclosed=True. What was proposed stays inside also after another decision;
where the same form is answered again by whoever decides, that answer is the decision's, and the applicant reads it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from xidmet.cases.case import Case
from xidmet.check.reading import opinions, proposals
from xidmet.contract.form import Form
from xidmet.contract.service import Service
from xidmet.contract.states import Transition

LATE = "late"  # in what a case was asked: opinions that came when it had gone on already


def is_internal(service: type[Service], transition: Transition) -> bool:
    inside = transition in opinions(service) or transition in proposals(service)
    return inside and not transition.disclosed


def internal_names(case: Case) -> frozenset[str]:
    """Names of the forms whose present answers are for officers alone."""
    moves = [one.transition for one in case.done] + [one["transition"] for one in case.record.asked.get(LATE, ())]
    last: dict[str, Transition] = {}
    for name in moves:
        move = case.service.transition(name)
        if move is not None and move.asks is not None:
            last[move.asks.__name__] = move
    return frozenset(name for name, move in last.items() if is_internal(case.service, move))


def open_forms(case: Case) -> tuple[Form, ...]:
    """What was said with moves, as far as the applicant reads it."""
    inside = internal_names(case)
    return tuple(one for one in case.asked if type(one).__name__ not in inside)


def open_part(case: Case, forms: dict[str, Any]) -> dict[str, Any]:
    """The same of what the store keeps by the names of forms."""
    inside = internal_names(case)
    return {name: said for name, said in forms.items() if name not in inside}


def closed_part(case: Case, forms: dict[str, Any]) -> dict[str, Any]:
    inside = internal_names(case)
    return {name: said for name, said in forms.items() if name in inside}


def seen_forms(case: Case, *, to_staff: bool) -> Iterable[Form]:
    return case.asked if to_staff else open_forms(case)
