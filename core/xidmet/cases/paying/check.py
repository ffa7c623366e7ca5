"""An officer says whether a receipt is good, and that what was paid wrongly was paid back."""

from __future__ import annotations

from uuid import UUID

from xidmet.auth import Actor
from xidmet.cases.case import Case
from xidmet.cases.paying.seen import may_check, payment_for
from xidmet.cases.paying.settle import count, end
from xidmet.cases.site import Site
from xidmet.contract.fields import Text
from xidmet.contract.form import Form
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import NotAllowed, Refused, Stale
from xidmet.store import payments as store
from xidmet.store import transaction
from xidmet.store.bound import is_unique_violation
from xidmet.store.payments import Kept, State

COUNTED = Refusal(
    why=_("A payment with this number counts already for case {number}."),
    mend=_("Refuse this receipt, or ask the applicant for the right one."),
)


class Reason(Form):
    why = Text(_("Why the receipt is not accepted"), format="long", most=1000)


async def to_check(site: Site, actor: Actor, number: str, wanted: UUID) -> tuple[Case, Kept, list[tuple[str, State]]]:
    """A payment, with the cases for which the same number was given. Raises NotFound, NotAllowed."""
    case, payment = await payment_for(site, actor, number, wanted)
    if not may_check(actor, case):
        raise NotAllowed
    return case, payment, await store.others_named(payment) if payment.theirs else []


async def confirm(site: Site, actor: Actor, number: str, wanted: UUID) -> None:
    """The money has come. A second time it changes nothing. Raises NotFound, NotAllowed, Refused, Stale."""
    _case, payment, others = await to_check(site, actor, number, wanted)
    if payment.state in ("paid", "to pay back"):
        return
    counted = next((case for case, state in others if state == "paid"), "")
    if counted:
        raise _refused(counted)
    try:
        done = await count(site, payment, actor)
    except Exception as error:
        if is_unique_violation(error):
            raise _refused("") from error
        raise
    if not done:
        raise Stale(number)


def _refused(number: str) -> Refused:
    return Refused(Refusal(why=COUNTED.why, mend=COUNTED.mend, number=number))


async def refuse(site: Site, actor: Actor, number: str, wanted: UUID, why: str) -> None:
    """The party reads why. Raises NotFound, NotAllowed, Stale."""
    _case, payment, _others = await to_check(site, actor, number, wanted)
    await _end(site, payment, ("told",), "refused", actor, why=why)


async def pay_back(site: Site, actor: Actor, number: str, wanted: UUID) -> None:
    """It was paid back, outside of the portal. Raises NotFound, NotAllowed, Stale."""
    _case, payment, _others = await to_check(site, actor, number, wanted)
    await _end(site, payment, ("wrong amount", "to pay back"), "paid back", actor)


async def _end(site: Site, payment: Kept, was: tuple[State, ...], state: State, actor: Actor, **more: str) -> None:
    if payment.state == state:
        return
    async with transaction():
        done = await end(payment, was, state, actor, **more)
    if not done:
        raise Stale
    site.wake.ring()
