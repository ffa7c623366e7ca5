"""A payment comes to its end, once: in one transaction with its row in the journal and the effect that follows."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import structlog

from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.cases.case import case_of
from xidmet.cases.duty import duty_of
from xidmet.cases.site import Site
from xidmet.contract.paying import NotPaid, Paid
from xidmet.store import cases, transaction
from xidmet.store import payments as store
from xidmet.store.effects import write_effect
from xidmet.store.payments import Kept, State

log = structlog.get_logger()

UNSETTLED: tuple[State, ...] = ("open", "not paid")  # a payment may still come when nobody counted on it any more
LATE = dt.timedelta(days=3)  # so long an outside party is asked after the end
KIND: dict[State, str] = {
    "paid": "paid",
    "wrong amount": "paid-wrongly",
    "to pay back": "paid-too-much",
    "paid back": "paid-back",
    "told": "receipt-given",
    "refused": "receipt-refused",
}


async def settle(site: Site, payment: Kept, said: Paid | NotPaid) -> None:
    """What the outside party says of it. A second time, or by two at once, it changes nothing.

    Raises a unique violation when two payments are said to be one; then neither counts twice.
    """
    if isinstance(said, NotPaid):
        ended = {"state": "not paid", "why": said.why, "ask_at": None, "settled_at": clock.now()}
        await store.change(payment.id, ("open",), **ended)
        return
    received = int((said.amount * 100).to_integral_value(ROUND_HALF_UP))
    async with transaction():
        await store.lock(payment.case)
        state = await _state(site, payment, received, is_right=_is_right(payment, said))
        known = {"received": received, "theirs": said.reference[:100]}
        await end(payment, UNSETTLED, state, actor=None, why="", ask_at=None, **known)
    site.wake.ring()


def _is_right(payment: Kept, said: Paid) -> bool:
    return said.currency == "AZN" and said.amount == Decimal(payment.amount) / 100


async def _state(site: Site, payment: Kept, received: int, *, is_right: bool) -> State:
    """paid: it counts. to pay back: all was paid before, or the case has moved on without it."""
    if not is_right:
        return "wrong amount"
    record = await cases.by_id(payment.case)
    case = case_of(site, record) if record else None
    duty = await duty_of(case) if case else None
    return "paid" if duty and duty.left and received else "to pay back"


async def count(site: Site, payment: Kept, actor: Actor) -> bool:
    """An officer says that a receipt is good. False when somebody was first."""
    async with transaction():
        await store.lock(payment.case)
        received = payment.received or 0
        state = await _state(site, payment, received, is_right=received >= payment.amount)
        done = await end(payment, ("told",), state, actor)
    site.wake.ring()
    return done


async def end(payment: Kept, was: tuple[State, ...], state: State, actor: Actor | None = None, **values: Any) -> bool:
    """Inside a transaction: the new state, its row in the journal, and the effect. False when somebody was first.

    The case is held before the payment, as by everybody else: two in the other order would wait for each other.
    """
    await store.lock(payment.case)
    if not await store.change(payment.id, was, state=state, settled_at=clock.now(), **values):
        return False
    await say(payment, state, actor)
    return True


async def say(payment: Kept, state: State, actor: Actor | None) -> None:
    """Inside a transaction. The journal names the payment and what is due, and nothing of how it was paid."""
    marks, who = (actor.marks, actor.signature) if actor else ({}, {})
    facts: dict[str, str | int | bool | None] = {
        **marks,
        "payment": str(payment.id),
        "means": payment.means,
        "amount": payment.amount,
    }
    await journal.append(payment.case, KIND[state], facts, who)
    once = f"payment:{payment.id}:{state.replace(' ', '-')}"
    await write_effect("payment", {"payment": str(payment.id), "state": state}, once, case=payment.case)
