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


AT_HOME = _("They do it themselves, signed in on a device of their own; the draft waits there under “My cases”.")
UNSURE_AT_CENTRE = _("This can't be done with an assistant: the person must sign in for it with their own e-signature.")
OTHER_AGENCY = _("This service is of another agency than the one you assist at.")
ELSEWHERE = _("End here, and lead the person to a service centre of that agency.")


class BeyondPrograms(Refusal):
    """Not a rule that may hold tomorrow, but a door that is not for programs."""

    def __init__(self, why: str, mend: str = ON_THE_PORTAL) -> None:
        super().__init__(why=why, mend=mend)


class BeyondAssistants(Refusal):
    """Not a rule that may hold tomorrow, but a door that is not for who fills in for somebody else."""


def turned_down(refusal: Refusal) -> Refused:
    """The error that a refusal ends in: 403 where asking again later would be in vain."""
    return OutOfReach(refusal) if isinstance(refusal, BeyondPrograms | BeyondAssistants) else Refused(refusal)
