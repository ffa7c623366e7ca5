"""What follows from a payment: the case moves, and people are told. Done by the worker, as often as it takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from xidmet import clock
from xidmet.cases.case import Case, case_of
from xidmet.cases.duty import duty_of, nothing_left
from xidmet.cases.move import move
from xidmet.cases.notice import tell_officers, tell_party
from xidmet.cases.paying.seen import checkers_of
from xidmet.cases.paying.settle import end
from xidmet.cases.site import Site
from xidmet.contract.payments import payments
from xidmet.contract.texts import _
from xidmet.errors import Refused, Retry, Stale
from xidmet.store import cases, transaction
from xidmet.store import payments as store
from xidmet.store.payments import Kept

PARTY = {
    "paid": _("{amount} were paid for case {number}."),
    "wrong amount": _(
        "{received} were paid for case {number}, but {amount} were due. This payment does not count and will be paid "
        "back; pay the whole amount."
    ),
    "to pay back": _("{received} were paid for case {number} that were not due any more. They will be paid back."),
    "paid back": _("{received} that were paid for case {number} were paid back."),
    "refused": _("The receipt for case {number} was not accepted: {why}"),
}
OFFICERS = {
    "told": _("A receipt was given for case {number}. Check whether {amount} have arrived."),
    "wrong amount": _("{received} were paid for case {number} in place of {amount}. They are to be paid back."),
    "to pay back": _("{received} were paid for case {number} that were not due. They are to be paid back."),
}


async def happened(site: Site, payload: Mapping[str, Any], once: str) -> None:
    """payload: the payment, and the state that it came to. Raises Retry while the case can't be moved just now."""
    payment = await store.by_id(UUID(payload["payment"]))
    record = await cases.by_id(payment.case) if payment else None
    case = case_of(site, record) if record else None
    if payment is None or case is None:
        return  # the service was switched off meanwhile
    state = payload["state"]
    if state == "paid" and payment.state == "paid" and not await _moved(site, case, payment):
        return  # it is to be paid back, which is told by an effect of its own
    values = {"number": case.number, "amount": _money(payment.amount), "why": payment.why}
    values["received"] = _money(payment.received or 0)
    if state in PARTY:
        await tell_party(site, case, PARTY[state], once, f"/cases/{case.number}/pay", values)
    if state in OFFICERS:
        page = f"/cases/{case.number}/pay/{payment.id}/check"
        await tell_officers(site, case, OFFICERS[state], once, page, values, checkers_of(case.service))


def _money(qepik: int) -> Any:
    return lambda words: words.money(qepik)


async def _moved(site: Site, case: Case, payment: Kept) -> bool:
    """Has the payment had its effect? Otherwise the case left before, and it is written that it is to be paid back."""
    transition = await nothing_left(case)
    if transition is not None:
        try:
            await move(site, payments, case.number, transition.name, version=case.version, token="")
        except (Stale, Refused) as error:
            raise Retry(1, f"not moved: {type(error).__name__}") from error
        return True
    return await duty_of(case) is not None or _used(case, payment) or not await _surplus(site, payment)


def _used(case: Case, payment: Kept) -> bool:
    """Did the case move by payments since?"""
    settled = payment.settled_at or clock.now()
    return any(done.by == payments.name and done.at >= settled for done in case.done)


async def _surplus(site: Site, payment: Kept) -> bool:
    async with transaction():
        await store.lock(payment.case)
        done = await end(payment, ("paid",), "to pay back")
    site.wake.ring()
    return done
