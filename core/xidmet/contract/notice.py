"""Notices: who is told what when a case moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xidmet.contract.conditions import Condition
from xidmet.contract.fields import Field
from xidmet.contract.legal_terms import LegalTerm
from xidmet.contract.roles import Officer, Party


@dataclass(frozen=True, eq=False)
class Notice:
    """Told when the transition happens, or days_before it will (for a transition with a time): calendar days, or the
    row of an agency's table, as it is when the case comes to where that transition leads out.

    to: a role (its inbox and e-mail), or a field whose answer is an e-mail address or an organisation.
    text: a msgid; {names} of answers, and {number}, {state}, {deadline}, {officer}, {link}, are filled in.
    attach: the attestation's PDF goes along. when: only if this condition over the answers holds.
    """

    to: Party | Officer | Field[Any]
    text: str
    attach: bool = False
    when: Condition | Field[Any] | None = None
    days_before: int | LegalTerm | None = None
