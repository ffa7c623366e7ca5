"""Of several bodies that a case waits for, those that have done their part need no reminder."""

from __future__ import annotations

from xidmet.cases.case import Case
from xidmet.check.reading import opinions
from xidmet.contract.roles import Officer


def has_answered(role: Officer, case: Case) -> bool:
    """All that this body gives here was given since the case came here."""
    theirs = [one for one in case.service.leaving(case.state) if role in one.actors and one in opinions(case.service)]
    others = [one for one in case.service.leaving(case.state) if role in one.actors and one not in theirs]
    return bool(theirs) and not others and all(case.has_done(one) for one in theirs)
