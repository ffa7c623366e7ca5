"""Telling people: a notice and a case become messages, each with an effect that delivers it."""

from xidmet.notifications.deliver import deliver, give_up
from xidmet.notifications.direct import Addressee, send_account_letter, send_directly
from xidmet.notifications.tell import Occasion, tell

__all__ = ["Addressee", "Occasion", "deliver", "give_up", "send_account_letter", "send_directly", "tell"]
