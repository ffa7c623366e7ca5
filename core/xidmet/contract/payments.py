"""The state duty: a transition by=payments happens when what the service's fee= says is paid in full."""

from __future__ import annotations

from xidmet.contract.fields import Money, Text
from xidmet.contract.form import Form
from xidmet.contract.registers import Register
from xidmet.contract.service import Service
from xidmet.contract.states import State, Transition
from xidmet.contract.texts import _


class Payment(Form):
    reference = Text(_("Reference of the payment"))
    amount = Money(_("Amount"))


payments = Register("payments", _("Payments of the state duty"), Payment)


def payment_in(service: type[Service], state: State) -> Transition | None:
    """What happens to a case in this state when its duty is paid; None where nothing is to be paid."""
    return next((move for move in service.leaving(state) if payments in move.actors), None)
