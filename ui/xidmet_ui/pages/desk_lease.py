"""Who is deciding a case: the page of a decision holds the case for some minutes, and renews that while it is open."""

from __future__ import annotations

from dataclasses import dataclass

from litestar import Response, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet import clock
from xidmet.auth import may
from xidmet.cases import Case
from xidmet.cases.desk.lease import EVERY, RENEWALS, Lease, hold
from xidmet.cases.desk.take import case_on_desk, fitting, office_of
from xidmet.contract.states import Transition
from xidmet.errors import NotFound

from xidmet_ui.rendering import page, wants_fragment
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, value_in


@dataclass(frozen=True)
class LeaseShown:
    """other, since: who is at it, "" for this person themselves. left: renewals that the page still asks for by itself.

    every: seconds between them.
    """

    number: str
    other: str
    since: str
    left: int
    every: int = EVERY


async def lease_on(request: Asked, case: Case, transition: Transition) -> LeaseShown | None:
    """None for who makes this move as a party, or may not make it: they hold nothing."""
    actor = need_actor(request)
    if not office_of(transition, actor) or may(actor, transition, case) is not None:
        return None
    return _shown(case, await hold(case, actor), RENEWALS)


def _shown(case: Case, other: Lease | None, left: int) -> LeaseShown:
    since = f"{clock.local(other.since):%H:%M}" if other else ""
    return LeaseShown(case.number, other.name if other else "", since, left)


@post("/cases/{number:str}/lease", guards=[signed_in], include_in_schema=False, status_code=200)
async def renew(request: Asked, number: FromPath[str]) -> Response[str] | Redirect:
    """Asked by the open page, so many times; then by a press of its button. Nothing of the case is shown."""
    pairs = await form_of(request)
    actor, case = need_actor(request), await case_on_desk(site_of(request), need_actor(request), number)
    if not set(fitting(case)) & actor.offices:
        raise NotFound  # it is not their turn any more
    shown = _shown(case, await hold(case, actor), _left(value_in(pairs, "left")))
    if not wants_fragment(request):
        return Redirect(f"/cases/{number}", status_code=303)
    return await page(request, "desk_lease_part.html", {"lease": shown})


def _left(text: str) -> int:
    """One less than the page said, and never more than there are; a press of the button begins anew."""
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        return RENEWALS
    return max(0, min(RENEWALS, int(text)) - 1)


ROUTES = [renew]
