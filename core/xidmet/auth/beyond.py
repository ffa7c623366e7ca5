"""What a program may not do, whatever its token says: a person does it on the portal."""

from __future__ import annotations

from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import OutOfReach, Refused

ON_THE_PORTAL = _("Somebody with the mandate for it does it on the portal.")
NO_OPERATOR = _("A program acts as an operator at most; this is for a seal holder or a head.")
NOT_REACHED = _("The token of this program does not reach this service.")
UNSURE = _("A program can't do this: it needs a person who signs in more surely than a token does.")
UNSIGNED = _("A program can't do this: it needs the e-signature of a person.")


class BeyondPrograms(Refusal):
    """Not a rule that may hold tomorrow, but a door that is not for programs."""

    def __init__(self, why: str, mend: str = ON_THE_PORTAL) -> None:
        super().__init__(why=why, mend=mend)


def turned_down(refusal: Refusal) -> Refused:
    """The error that a refusal ends in: 403 where asking again later would be in vain."""
    return OutOfReach(refusal) if isinstance(refusal, BeyondPrograms) else Refused(refusal)
