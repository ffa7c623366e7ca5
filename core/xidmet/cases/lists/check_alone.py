"""One row of a list, looked at by itself: of a move from which something else follows, or a draft with files."""

from __future__ import annotations

from xidmet.auth import Actor, may
from xidmet.cases.case import Case
from xidmet.cases.counting import broken
from xidmet.cases.facts import facts_of
from xidmet.cases.given import read_given
from xidmet.cases.lists.found import TheList
from xidmet.cases.site import Site
from xidmet.errors import Refused, RegisterDown, XidmetError


async def why_not(site: Site, found: TheList, actor: Actor, case: Case, able: int) -> XidmetError | None:
    """As move() asks it; None when it can be done. able: rows before it that will count where a rule counts.

    Raises RegisterDown.
    """
    prepared = found.is_prepared and case.state in found.move.sources
    if not prepared and (refusal := may(actor, found.move, case)):
        return Refused(refusal)
    try:
        given = await read_given(site, case, found.move, found.listed.asked, {})
        if not found.move.needs:
            return None
        facts = await facts_of(site, case, found.move, given.answers, given.asked)
    except RegisterDown:
        raise
    except XidmetError as error:
        return error
    no = broken(found.move, given.answers, facts.with_others(facts.others + able))
    return Refused(no) if no else None
