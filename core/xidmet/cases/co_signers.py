"""Who signs beside the applicant, as the answers name them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from xidmet.auth.parties import person_key
from xidmet.contract.fields import Field
from xidmet.contract.form import Form, Part
from xidmet.contract.roles import Party
from xidmet.contract.rule import Refusal
from xidmet.contract.service import Service
from xidmet.contract.shown import value_of
from xidmet.contract.states import Transition
from xidmet.contract.texts import _

OWN_FIN = _("“{role}” must be somebody else: this is the FIN of the applicant, or of whoever signs for them.")
NOT_SIGNED = _("“{role}” did not sign the application: nobody can be named there after it was sent.")
SAME_AS_BEFORE = _("Leave whoever was named before, or choose the way without their signature.")
TWICE = _("One FIN stands twice among those who must sign: {fin}.")


@dataclass(frozen=True)
class CoSigner:
    """party: as declared. at: the question of the form by which the FIN is mended."""

    party: Party
    fin: str
    at: Field[Any]


def co_signers(transition: Transition, answers: Form) -> list[CoSigner]:
    """In the order of the declaration; whom a hidden question would name signs nothing."""
    return [CoSigner(party, fin, at) for party in transition.also if party.who for fin, at in _fins(party.who, answers)]


def _fins(who: Field[Any], answers: Form) -> Iterator[tuple[str, Field[Any]]]:
    for field in type(answers).fields.values():
        value = value_of(field, answers)
        if field is who and value:
            yield str(value), field
        if isinstance(field, Part) and any(one is who for one in field.of.fields.values()):
            for row in value if isinstance(value, tuple) else (value,):
                if isinstance(row, Form) and (fin := value_of(who, row)):
                    yield str(fin), field


def clash(transition: Transition, answers: Form, party: str, fin: str | None) -> Refusal | None:
    """Everybody signs once, and nobody for another. party: whose case it is. fin: of whoever signs first."""
    seen = set[str]()
    for one in co_signers(transition, answers):
        if one.fin == fin or person_key(one.fin) == party:
            return Refusal(one.at, why=OWN_FIN, mend=_("Correct the FIN."), role=one.party.label)
        if one.fin in seen:
            return Refusal(one.at, why=TWICE, mend=_("Correct the FIN."), fin=one.fin)
        seen.add(one.fin)
    return None


def named_anew(service: type[Service], transition: Transition, before: frozenset[str], after: Form) -> Refusal | None:
    """Whoever a correction names has signed nothing of what was sent. before: FINs of those who had to."""
    if not transition.amends:
        return None
    for move in service.transitions:
        for one in co_signers(move, after):
            if one.fin not in before:
                return Refusal(one.at, why=NOT_SIGNED, mend=SAME_AS_BEFORE, role=one.party.label)
    return None
