"""What can be done about the offices of an agency: one file per ability.

A role is offered by an administrator, accepted by the person and confirmed by another administrator, in either order;
only then it holds. Whoever changes something takes the agency's row first, so that two who do it at once come one after
the other, and the second one is judged by what the first has left.
"""

from xidmet.auth.offices.administrators import OPERATOR, administered, lapses_at
from xidmet.auth.offices.agencies import AgencyHere, Role, agencies, agency_of
from xidmet.auth.offices.answer import accept, can_be_answered, decline, offer_for
from xidmet.auth.offices.confirm import OfferGone, confirm, confirm_by_operator, refusal_of, withdraw
from xidmet.auth.offices.end import end, end_by_operator, office_for
from xidmet.auth.offices.propose import appoint, propose
from xidmet.auth.offices.seen import Mine, Seen, Waits, agency_for, mine, offer_in
from xidmet.store.office_acts import Act
from xidmet.store.office_offers import Offered
from xidmet.store.offices import Held

__all__ = [
    "OPERATOR",
    "Act",
    "AgencyHere",
    "Held",
    "Mine",
    "OfferGone",
    "Offered",
    "Role",
    "Seen",
    "Waits",
    "accept",
    "administered",
    "agencies",
    "agency_for",
    "agency_of",
    "appoint",
    "can_be_answered",
    "confirm",
    "confirm_by_operator",
    "decline",
    "end",
    "end_by_operator",
    "lapses_at",
    "mine",
    "offer_for",
    "offer_in",
    "office_for",
    "propose",
    "refusal_of",
    "withdraw",
]
