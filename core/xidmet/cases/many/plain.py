"""Which moves can be made in many cases at once: those that change no answer, and from which nothing else follows."""

from __future__ import annotations

from xidmet.check.reading import all_fields, reminders_from
from xidmet.contract.fields import Consent, Upload
from xidmet.contract.form import Form, Marks
from xidmet.contract.payments import payment_in, payments
from xidmet.contract.registers import Lookup
from xidmet.contract.service import Service
from xidmet.contract.states import Missed, Transition
from xidmet.contract.terms import StepTerm


def is_plain(service: type[Service], transition: Transition) -> bool:
    """Whether the declaration leaves nothing to do but what is done here. The others are made one by one, as are
    drafts that can't be read with others.
    """
    asked = transition.asks
    return not (
        transition.amends
        or transition.also
        or transition.after
        or isinstance(transition.at, Missed)
        or payments in transition.actors
        or isinstance(transition.target.working_days, StepTerm)
        or reminders_from(service, transition.target)
        or payment_in(service, transition.target)
        or any(transition in other.after for other in service.transitions)
        or any(state.appointment for state in transition.sources)
        or _asks_for(service.form, Consent)
        or (asked is not None and (_asks_for(asked, Consent, Upload, Marks) or _asks_of_party(asked)))
    )


def _asks_for(form: type[Form], *kinds: type) -> bool:
    return any(isinstance(field, kinds) for field in all_fields(form))


def _asks_of_party(form: type[Form]) -> bool:
    """Then it is read anew for each party."""
    return any(isinstance(field, Lookup) and field.own for field in all_fields(form))
