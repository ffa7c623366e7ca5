"""A mandate that somebody lacks: which one, for which organisation, and from whom it can be had."""

from __future__ import annotations

from collections.abc import Sequence

from xidmet.auth.actor import Actor
from xidmet.auth.beyond import NO_OPERATOR, NOT_REACHED, BeyondPrograms
from xidmet.auth.parties import voen_of
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _

WIDER = _("A head of the organisation can make a token that reaches it.")
MEND = {
    "operator": _("Ask the head of the organisation for a mandate as operator in this service."),
    "seal_holder": _("Ask the head of the organisation for a mandate as seal holder in this service."),
    "head": _("Only the head of the organisation can do this: ask them to."),
}


class MissingMandate(Refusal):
    """organisation: its VÖEN. role: the least that is enough; "head" can't be asked for. service: slug."""

    def __init__(self, why: str, mend: str, organisation: str, name: str, role: str, service: str) -> None:
        super().__init__(why=why, mend=mend, organisation=name)
        self.organisation, self.role, self.service = organisation, role, service


def missing(actor: Actor, service: str, roles: Sequence[str] = ()) -> Refusal:
    """What this person lacks to act in a service for an organisation. roles: which would do; none: any."""
    if actor.program:
        return BeyondPrograms(NO_OPERATOR) if actor.reaches(service) else BeyondPrograms(NOT_REACHED, WIDER)
    least = next((role for role in ("operator", "seal_holder") if not roles or role in roles), "head")
    if actor.reaches(service):
        why = _("Your mandate for {organisation} does not reach this far.")
    else:
        why = _("Your mandate for {organisation} does not reach this service.")
    return MissingMandate(why, MEND[least], voen_of(actor.party), actor.party_name, least, service)
