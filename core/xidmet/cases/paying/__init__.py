"""Paying for a case: what is due, tries at outside parties, receipts, and what a payment does."""

from xidmet.cases.duty import Duty, amount_of, duty_of, is_held, nothing_left
from xidmet.cases.paying.ask import ask_open, called, came_back, look
from xidmet.cases.paying.begin import begin
from xidmet.cases.paying.check import confirm, pay_back, refuse
from xidmet.cases.paying.happened import happened
from xidmet.cases.paying.receipt import RECEIPT, Receipt, tell_receipt
from xidmet.cases.paying.seen import (
    Seen,
    may_check,
    payment_for,
    payments_for,
    payments_of,
    receipt_file,
    takes_payments,
    to_do,
)
from xidmet.store.payments import Kept as Payment

__all__ = [
    "RECEIPT",
    "Duty",
    "Payment",
    "Receipt",
    "Seen",
    "amount_of",
    "ask_open",
    "begin",
    "came_back",
    "called",
    "confirm",
    "duty_of",
    "happened",
    "is_held",
    "look",
    "may_check",
    "nothing_left",
    "pay_back",
    "payment_for",
    "payments_for",
    "payments_of",
    "receipt_file",
    "refuse",
    "takes_payments",
    "tell_receipt",
    "to_do",
]
