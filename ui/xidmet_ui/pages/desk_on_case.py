"""On the page of a case: which officer has it; and for officers, who is deciding it, and what they may do about it."""

from __future__ import annotations

from dataclasses import dataclass

from xidmet import clock
from xidmet.cases import Case
from xidmet.cases.desk.lease import held_by_another
from xidmet.cases.desk.take import may_take, who_has

from xidmet_ui.build.case import is_theirs
from xidmet_ui.requests import Asked, need_actor


@dataclass(frozen=True)
class OnDesk:
    """officer: the name of who has it. phone, email: of the agency, for the applicant. other, since: who decides it.

    for_officers: this person sees it as one. free: they may take it; mine: they have it.
    """

    number: str
    officer: str
    phone: str
    email: str
    for_officers: bool
    other: str = ""
    since: str = ""
    free: bool = False
    mine: bool = False
    shown: bool = True


async def on_desk(request: Asked, case: Case) -> OnDesk:
    """Asks the store for nothing where nobody has it and nobody looks at it as an officer."""
    actor, officer, name = need_actor(request), case.record.officer, await who_has(case)
    agency = case.service.agency
    phone, email = (agency.phone, agency.email) if agency else ("", "")
    if is_theirs(case, actor):
        return OnDesk(case.number, name, phone, email, False, shown=bool(name))
    other = await held_by_another(case, actor)
    return OnDesk(
        number=case.number,
        officer=name,
        phone=phone,
        email=email,
        for_officers=True,
        other=other.name if other else "",
        since=f"{clock.local(other.since):%H:%M}" if other else "",
        free=officer is None and may_take(case, actor),
        mine=officer == actor.account,
        shown=bool(case.state.waiting or name),
    )
