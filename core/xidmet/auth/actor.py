"""Somebody who does something: a person, for themselves or for an organisation, or as an officer."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from xidmet.contract.roles import Kind, Mandate


@dataclass(frozen=True)
class Actor:
    """party: the party key acted for; own_party: the person's own. kind: of the party acted for.

    mandate: the power acted under, None when acting for oneself. offices: officer's roles held, "agency:role".
    means: how they signed in, level: how surely. confirmed: the link that was mailed to them was opened.
    """

    account: UUID
    name: str
    given_name: str
    surname: str
    fin: str | None
    email: str
    language: str
    kind: Kind
    party: str
    party_name: str
    own_party: str
    mandate: Mandate | None = None
    organisation: UUID | None = None
    offices: frozenset[str] = frozenset()
    means: str = ""
    level: str = "low"
    confirmed: bool = True

    @property
    def acts_for_organisation(self) -> bool:
        return self.party != self.own_party

    @property
    def initials(self) -> str:
        return f"{self.given_name[:1]}{self.surname[:1]}"
