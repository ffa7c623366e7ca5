"""Who somebody is, for whom they act, and what they may do."""

from xidmet.auth.actor import Actor
from xidmet.auth.may import could_be, could_open, could_prepare, is_role, may, powers_for, surer_for_office
from xidmet.auth.missing import MissingMandate, missing
from xidmet.auth.parties import organisation_key, party_named, person_key
from xidmet.auth.people import acting_now, officer_now

__all__ = [
    "Actor",
    "MissingMandate",
    "acting_now",
    "could_be",
    "could_open",
    "could_prepare",
    "is_role",
    "may",
    "missing",
    "officer_now",
    "organisation_key",
    "party_named",
    "person_key",
    "powers_for",
    "surer_for_office",
]
