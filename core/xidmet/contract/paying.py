"""A means of payment: how somebody pays a state duty at an outside party.

A plugin offers means by its hook payment_means(). Neither the browser that comes back nor what an outside party calls
is believed: both only make the portal ask the party itself where the payment stands.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from xidmet.contract.means import Answer, Call, Leave
from xidmet.contract.rule import Refusal


@dataclass(frozen=True)
class Due:
    """One try to pay with one means; it ends with one payment, or with none.

    reference: our name for it at the outside party; unguessable, of this try alone, letters and digits. amount: in
    currency, two decimals. title: what is paid for, in the payer's language; it names nobody. back: where the browser
    is sent afterwards. calls: where the outside party's server may call. until: it can be paid so long. notes: what
    the means keeps from begin() on; encrypted in the store. No number of a card ever comes near the portal.
    """

    reference: str
    amount: Decimal
    title: str
    back: str
    calls: str
    language: str
    now: dt.datetime
    until: dt.datetime
    currency: str = "AZN"
    notes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Paid:
    """The money is there. reference: the outside party's name for the payment, unique within the means. amount: what
    was paid in fact; the portal compares it with what is due.
    """

    reference: str
    amount: Decimal
    currency: str = "AZN"


@dataclass(frozen=True)
class NotPaid:
    """It ended without a payment, and can't be paid any more. why: a msgid for the payer."""

    why: str


class PaymentMeans(ABC):
    """One means. name: of addresses and the store, letters, digits and dashes. about: a sentence on what one needs.

    Everything that outside parties and browsers send is hostile until proved; a means raises for nothing they send,
    but NoAnswer where it can't know.
    """

    name: str
    title: str
    about: str

    @abstractmethod
    async def begin(self, due: Due) -> Leave | Refusal:
        """Where the payer goes. Raises NoAnswer; then nothing can have been paid."""

    @abstractmethod
    async def standing(self, due: Due) -> Paid | NotPaid | None:
        """Where the payment stands, asked from server to server; None while it is open. Raises NoAnswer.

        Asked many times, also long after it ended: a payment may come late.
        """

    def reference_of(self, call: Call) -> str:
        """Our reference that a call names; "" for none. Nothing of the call is proved yet."""
        return ""

    async def called(self, due: Due, call: Call) -> Answer:
        """Whether a call is really the outside party's. A status below 300 makes the portal ask standing()."""
        return Answer({}, 404)
