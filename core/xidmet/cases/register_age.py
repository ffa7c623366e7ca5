"""How old what a case copied from registers is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from xidmet.cases.case import Case
from xidmet.contract.listed import Group, Line


def copied_at(case: Case) -> dt.datetime | None:
    """When the rows of registers were read last for all answers: when the case was sent, or changed as a whole.

    A correction of marked answers reads only these anew, so it makes the others no younger. None of a draft.
    """
    for done in reversed(case.done):
        move = case.service.transition(done.transition)
        if move is not None and (case.service.starts in move.sources or move.amends is True):
            return done.at
    return None


def rests_on_registers(groups: Iterable[Group]) -> bool:
    """Does any of these answers come from a register?"""
    return any(_comes_from_one(line) for group in groups for line in group.lines)


def _comes_from_one(line: Line) -> bool:
    inner = (*line.inner, *(one for row in line.rows or () for one in row.lines))
    return bool(line.source) or any(map(_comes_from_one, inner))
