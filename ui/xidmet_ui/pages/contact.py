"""Who has a case in hand, for its applicant: name, role and the agency's telephone."""

from __future__ import annotations

from dataclasses import dataclass

from xidmet.cases import Case
from xidmet.cases.contact import officer_in_charge

from xidmet_ui.build.case import is_theirs
from xidmet_ui.requests import Asked, need_actor, words_of


@dataclass(frozen=True)
class Contact:
    name: str
    role: str
    phone: str


async def contact_of(request: Asked, case: Case) -> Contact | None:
    """None until an officer has taken it, and for officers, whose desk says it."""
    if not is_theirs(case, need_actor(request)):
        return None
    found = await officer_in_charge(case)
    if found is None:
        return None
    words = words_of(request, case.service.slug)
    phone = found.role.agency.phone or (case.service.agency.phone if case.service.agency else "")
    return Contact(found.name, f"{words.text(found.role.label)}, {words.text(found.role.agency.name)}", phone)
