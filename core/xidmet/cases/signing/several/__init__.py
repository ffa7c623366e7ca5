"""A document that several people sign: the applicant first, then each of the others; then it is sent by itself."""

from xidmet.cases.signing.several.add import add, refuse
from xidmet.cases.signing.several.complete import KIND, send_signed
from xidmet.cases.signing.several.ending import take_back
from xidmet.cases.signing.several.invite import can_remind_at, invite
from xidmet.cases.signing.several.invited import Invited, invited_for, own_signature
from xidmet.cases.signing.several.seen import Standing, standing
from xidmet.cases.signing.several.start import start
from xidmet.store.signers import Other, Round

__all__ = [
    "KIND",
    "Invited",
    "Other",
    "Round",
    "Standing",
    "add",
    "can_remind_at",
    "invite",
    "invited_for",
    "own_signature",
    "refuse",
    "send_signed",
    "standing",
    "start",
    "take_back",
]
