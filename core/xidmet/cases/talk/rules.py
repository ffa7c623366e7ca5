"""Who may read and write the messages of a case, and until when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from xidmet import clock
from xidmet.auth import Actor, could_open, is_role
from xidmet.auth.beyond import turned_down
from xidmet.cases.case import Case
from xidmet.cases.dispute import last_day
from xidmet.cases.find import case_for
from xidmet.cases.site import Site
from xidmet.check.reading import is_reopening, opinions
from xidmet.contract.roles import Officer
from xidmet.contract.rule import Refusal
from xidmet.contract.service import Service
from xidmet.contract.texts import _
from xidmet.errors import NotAllowed, NotFound

LONGEST = 4_000  # characters
A_DAY = 20  # messages of the applicant's side in one case; officers: five times as many
OVER = Refusal(
    why=_("This case is over, and so is the time in which its decision can be disputed."),
    mend=_("What was written stays readable. For anything new write to the agency itself."),
)


@dataclass(frozen=True)
class Place:
    """Where somebody stands in the conversation of a case. office: in which they write; "" for the applicant's side."""

    case: Case
    actor: Actor
    office: str

    @property
    def by_officer(self) -> bool:
        return bool(self.office)


async def place_of(site: Site, actor: Actor, number: str) -> Place:
    """Raises NotFound, NotAllowed, and what case_for raises; an officer's look is journalled by it."""
    case = await case_for(site, actor, number, "messages")
    return standing(actor, case)


def standing(actor: Actor, case: Case) -> Place:
    """Raises NotFound where there is nothing to talk about, NotAllowed for who sees the case but is no side of it."""
    if case.is_draft or not speaking(case.service):
        raise NotFound
    if case.party == actor.party:
        refusal = could_open(actor, case.service)
        if refusal:
            raise turned_down(refusal)
        return Place(case, actor, "")
    if case.party == actor.own_party:
        raise NotAllowed  # their own case, while they act for somebody else
    roles = sorted(speaking(case.service), key=lambda role: role.key)
    office = next((role.key for role in roles if is_role(role, actor, case)), "")
    if not office:
        raise NotAllowed
    return Place(case, actor, office)


def lets(actor: Actor, case: Case) -> bool:
    """Is this person a side of the conversation? Nothing is journalled."""
    try:
        standing(actor, case)
    except (NotAllowed, NotFound):
        return False
    except Exception as error:  # a mandate, or a sign-in, that is not strong enough
        if getattr(error, "refusal", None) is None:
            raise
        return False
    return True


def speaking(service: type[Service]) -> set[Officer]:
    """The officers the applicant talks with: those who lead the case, not who gives opinions or hears complaints."""
    others = opinions(service)
    leading = [one for one in service.transitions if one not in others and not is_reopening(service, one)]
    return {role for transition in leading for role in transition.actors if isinstance(role, Officer)}


def may_write(case: Case) -> Refusal | None:
    """None while the case can move, and after that until the term for disputing the decision ends."""
    until = open_until(case)
    return None if until is None or clock.today() <= until else OVER


def open_until(case: Case) -> dt.date | None:
    """The last day of the conversation; None: it has no end yet."""
    if case.service.leaving(case.state) or not case.done:
        return None
    return last_day(case, case.done[-1].at)
