"""What is to be paid for a case just now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from xidmet import clock
from xidmet.cases.case import Case
from xidmet.contract.payments import payment_in
from xidmet.contract.states import Transition
from xidmet.store import payments as store


@dataclass(frozen=True)
class Duty:
    """transition: what happens when it is paid. amount, paid: qepik; amount is None while nobody knows what is due.
    until: when the term for paying ends; None for no term.
    """

    transition: Transition
    amount: int | None
    paid: int
    until: dt.datetime | None

    @property
    def left(self) -> int:
        """Qepik still to be paid; 0 where nothing can be paid."""
        return max(0, (self.amount or 0) - self.paid)

    @property
    def is_over(self) -> bool:
        """The term has ended: nobody begins to pay any more."""
        return self.until is not None and self.until <= clock.now()


def amount_of(case: Case) -> int | None:
    """In qepik, by the service's fee= and the answers; None where there is none, or it is not known."""
    value = case.value_of(case.service.fee) if case.service.fee is not None else None
    return None if value is None else int((Decimal(value) * 100).to_integral_value(ROUND_HALF_UP))


async def duty_of(case: Case) -> Duty | None:
    """None where nothing is paid in the present state."""
    transition = payment_in(case.service, case.state)
    if transition is None:
        return None
    return Duty(transition, amount_of(case), await store.paid_for(case.record.id), case.record.state_ends)


async def nothing_left(case: Case) -> Transition | None:
    """What happens to a case in which all is paid that is due, or nothing is due; None for every other."""
    duty = await duty_of(case)
    return duty.transition if duty and duty.amount is not None and not duty.left else None


async def is_held(case: Case) -> bool:
    """Time does not end a term for paying when all is paid, while a payment is under way, or while a receipt waits for
    an officer.
    """
    if payment_in(case.service, case.state) is None:
        return False
    return await store.is_under_way(case.record.id) or await nothing_left(case) is not None
