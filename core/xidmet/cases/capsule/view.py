"""Who a capsule is for, and so what of the case stands open in it."""

from __future__ import annotations

from dataclasses import dataclass

from xidmet.auth import Actor
from xidmet.cases.case import Case
from xidmet.cases.find import find_case, seen_as
from xidmet.cases.site import Site
from xidmet.errors import NotFound
from xidmet.store.journal import Value

# What of the journal its party reads; all other values stay closed, and their commitments show that there was one.
TO_THE_PARTY = {"who", "for", "program", "assisted_by", "centre", "name", "number", "answers"}


@dataclass(frozen=True)
class View:
    """key: the party's, that of an office, or the operator's. staff: they see all that there is."""

    key: str
    staff: bool

    @property
    def name(self) -> str:
        """As the capsule says it."""
        return "operator" if self == OPERATOR else "officer" if self.staff else "applicant"

    def opens(self, value: Value) -> bool:
        return self.staff or value.name in TO_THE_PARTY


OPERATOR = View("", staff=True)


async def view_of(site: Site, actor: Actor, number: str) -> tuple[Case, View]:
    """A case that was sent, and how this person sees it. Writes no look: nothing of the case is shown by itself.

    Raises NotFound, OutOfReach, SurerNeeded.
    """
    case = await find_case(site, number)
    if case is None:
        raise NotFound
    office = seen_as(actor, case)
    if case.is_draft:
        raise NotFound
    return case, View(office.key, staff=True) if office else View(case.party, staff=False)


def kept_view(case: Case, key: str) -> View:
    """The one under which a capsule was asked for."""
    return View(key, staff=key != case.party)
