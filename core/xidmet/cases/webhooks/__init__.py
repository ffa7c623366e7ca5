"""Webhooks: what happened in an organisation's cases is told to its programs, signed, in order, until it arrives.

A head registers an address; the worker delivers the feed of xidmet.cases.events there. One file per ability.
"""

from xidmet.cases.webhooks.address import shown
from xidmet.cases.webhooks.change import end, send_again, send_test, switch_off, switch_on
from xidmet.cases.webhooks.deliver import Deliveries, event_of, sweep_webhooks
from xidmet.cases.webhooks.make import MadeAlready, Wanted, make
from xidmet.cases.webhooks.secret import OVERLAP, forget_earlier, renew_secret
from xidmet.cases.webhooks.seen import Seen, hook_for, hooks_of, seen
from xidmet.store.webhooks import ASKED, BROKEN, ENDED, FAILED, OFF, ON, SENT, TEST, WAITS, Delivery, Hook

__all__ = [
    "ASKED",
    "BROKEN",
    "ENDED",
    "FAILED",
    "OFF",
    "ON",
    "OVERLAP",
    "SENT",
    "TEST",
    "WAITS",
    "Deliveries",
    "Delivery",
    "Hook",
    "MadeAlready",
    "Seen",
    "Wanted",
    "end",
    "event_of",
    "forget_earlier",
    "hook_for",
    "hooks_of",
    "make",
    "renew_secret",
    "seen",
    "send_again",
    "send_test",
    "shown",
    "sweep_webhooks",
    "switch_off",
    "switch_on",
]
