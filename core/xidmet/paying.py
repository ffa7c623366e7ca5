"""The words of a plugin that offers a means of payment; it says those of xidmet.means besides."""

from xidmet.contract.means import Answer, Call, Leave
from xidmet.contract.paying import Due, NotPaid, Paid, PaymentMeans
from xidmet.contract.rule import Refusal
from xidmet.outside import NoAnswer, OutsideAddress, Said, ask_outside

__all__ = [
    "Answer",
    "Call",
    "Due",
    "Leave",
    "NoAnswer",
    "NotPaid",
    "OutsideAddress",
    "Paid",
    "PaymentMeans",
    "Refusal",
    "Said",
    "ask_outside",
]
