"""The officer who has taken a case."""

from __future__ import annotations

from dataclasses import dataclass

from xidmet import clock
from xidmet.cases.case import Case
from xidmet.cases.find import officers_of
from xidmet.contract.roles import Officer
from xidmet.store import accounts


@dataclass(frozen=True)
class InCharge:
    """Nothing private: no e-mail, no own telephone."""

    name: str
    role: Officer


async def officer_in_charge(case: Case) -> InCharge | None:
    """None while nobody has taken it, when the case is at rest, or when that person has no office here any more."""
    if case.record.officer is None or case.is_draft or not case.state.waiting:
        return None
    person = await accounts.person(case.record.officer)
    held = await accounts.offices(case.record.officer, clock.now()) if person else frozenset()
    roles = sorted(officers_of(case.service), key=lambda role: (role not in case.state.waiting, role.key))
    role = next((one for one in roles if one.key in held), None)
    return InCharge(person.name, role) if person and role else None
