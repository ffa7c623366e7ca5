"""A case as an officer works on it: in which office, and nobody else."""

from __future__ import annotations

from xidmet.auth import Actor, surer_for_office
from xidmet.cases.case import Case
from xidmet.cases.find import Seen, case_for, find_case, seen_as
from xidmet.cases.site import Site
from xidmet.contract.roles import Officer
from xidmet.errors import NotFound


async def case_at_desk(site: Site, actor: Actor, number: str, at: Seen = "case") -> Case:
    """A look at it, which is journalled. Raises NotFound also for a case of the officer's own, which is no work."""
    case = await case_for(site, actor, number, at)
    if seen_as(actor, case) is None:
        raise NotFound
    return case


async def worked_on(site: Site, actor: Actor, number: str) -> tuple[Case, Officer]:
    """The same for an act that says by itself in the journal who did it."""
    case = await find_case(site, number)
    if case is None:
        raise surer_for_office() if actor.decides and not actor.offices else NotFound
    office = seen_as(actor, case)
    if office is None:
        raise NotFound
    return case, office
