"""What can be done about the mandates of an organisation: one file per ability.

Whoever changes something takes the organisation's row first, so that two who do it at once come one after the other,
and the second one is judged by what the first has left.
"""

from xidmet.auth.mandates.answer import accept, decline, offer_for
from xidmet.auth.mandates.ask import ask, has_asked
from xidmet.auth.mandates.claim import Claimed, Seal, SealIdentity, claim_by_seal
from xidmet.auth.mandates.decide import decide, request_for
from xidmet.auth.mandates.end import end, mandate_for, withdraw
from xidmet.auth.mandates.grant import Wanted, grant
from xidmet.auth.mandates.heads import headed_by, power_in
from xidmet.auth.mandates.leave import has_others, headed_alone, leave, lock_all
from xidmet.auth.mandates.seen import Mine, Seen, mine, organisation_for
from xidmet.store.mandates import Asked, Held, Offered
from xidmet.store.organisation_acts import Act

__all__ = [
    "Act",
    "Asked",
    "Claimed",
    "Held",
    "Mine",
    "Offered",
    "Seal",
    "SealIdentity",
    "Seen",
    "Wanted",
    "accept",
    "ask",
    "claim_by_seal",
    "decide",
    "decline",
    "end",
    "grant",
    "has_asked",
    "has_others",
    "headed_alone",
    "headed_by",
    "leave",
    "lock_all",
    "mandate_for",
    "mine",
    "offer_for",
    "organisation_for",
    "power_in",
    "request_for",
    "withdraw",
]
