"""Somebody who does something: a person, for themselves, for an organisation or for a ward, or as an officer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import cast
from uuid import UUID

from xidmet.auth.parties import organisation_key
from xidmet.contract.levels import reaches
from xidmet.contract.roles import APART, OFFICE_LEVEL, Kind, Mandate
from xidmet.store.accounts import Power

STRONGEST: tuple[Mandate, ...] = ("head", "seal_holder", "operator")


@dataclass(frozen=True)
class Ward:
    """A child or ward somebody may act for. until: the first day on which they may no more, if it is known."""

    fin: str
    name: str
    until: dt.date | None


@dataclass(frozen=True)
class Program:
    """What acts by a token that a head made for it. id, prefix: of the token; prefix: its beginning. until: its end."""

    id: UUID
    name: str
    prefix: str
    scopes: frozenset[str]
    until: dt.datetime


@dataclass(frozen=True)
class Assistant:
    """An officer of a service centre who fills in for the person, in their presence. account, name: the officer's.

    cases: those begun in this visit, and their numbers; of the person's others the officer sees none.
    agency_name: a msgid. everywhere: in the services of every agency. until: when the visit ends by itself.
    """

    visit: UUID
    account: UUID
    name: str
    agency: str
    agency_name: str
    everywhere: bool
    until: dt.datetime
    cases: Mapping[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Actor:
    """party: the party key acted for; own_party: the person's own. kind: of the party acted for.

    organisation: acted for, if any; ward: acted for, if any. powers: every mandate in force of this person, wards:
    everybody they have in their care, whoever is acted for now. offices: officer's roles held, "agency:role"; those of
    somebody who is not known surely enough stand in unproved_offices, and give nothing.
    means: how they signed in, level: how surely. confirmed: the link that was mailed to them was opened.
    program: that acts in the name of this person, who made its token; None for the person themselves.
    run: the run in which they do the same in many cases; "" for none.
    assistant: who fills in for this person, who is present; then all else here is the person's.
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
    organisation: UUID | None = None
    ward: Ward | None = None
    powers: tuple[Power, ...] = ()
    wards: tuple[Ward, ...] = ()
    offices: frozenset[str] = frozenset()
    unproved_offices: frozenset[str] = frozenset()
    means: str = ""
    level: str = "low"
    confirmed: bool = True
    program: Program | None = None
    run: str = ""
    assistant: Assistant | None = None

    @property
    def acts_for_other(self) -> bool:
        """An organisation or a ward."""
        return self.party != self.own_party

    @property
    def acts_for_organisation(self) -> bool:
        return self.organisation is not None

    @property
    def mandates(self) -> tuple[Power, ...]:
        """Those acted under just now; none when acting for oneself or a ward."""
        return tuple(power for power in self.powers if self.organisation and power.organisation == self.organisation)

    @property
    def mandate(self) -> Mandate | None:
        """The strongest role acted in, None when acting for oneself or a ward."""
        held = {power.role for power in self.mandates}
        return next((role for role in STRONGEST if role in held), None)

    @property
    def scope(self) -> frozenset[str] | None:
        """The services that the mandates reach; None: every service."""
        if not self.acts_for_organisation or any(not power.services for power in self.mandates):
            return None
        return frozenset().union(*(power.services for power in self.mandates))

    def reaches(self, service: str) -> bool:
        """May this person act in a service for whom they act for now, in whatever role?"""
        return self.scope is None or service in self.scope

    def roles_in(self, service: str) -> frozenset[str]:
        """The roles acted in within a service."""
        return frozenset(p.role for p in self.mandates if not p.services or service in p.services)

    @property
    def decides(self) -> bool:
        """Holds an office in a service, counted or not; administering an agency is none, nor is assisting there."""
        return any(key.rpartition(":")[2] not in APART for key in self.offices | self.unproved_offices)

    @property
    def signature(self) -> dict[str, str]:
        """How the journal names them: who, for whom if not for themselves, and by which program."""
        other = {"for": self.party_name} if self.acts_for_other else {}
        helped = {"assisted_by": self.assistant.name, "centre": self.assistant.agency_name} if self.assistant else {}
        return {"who": self.name, **other, **helped, **({"program": self.program.name} if self.program else {})}

    @property
    def marks(self) -> dict[str, str]:
        """What a journal's row says of who acted besides names: account, organisation acted for, token, run."""
        acting = {"acting": str(self.organisation)} if self.organisation else {}
        if self.assistant:
            acting |= {"assistant": str(self.assistant.account), "visit": str(self.assistant.visit)}
        token = {"token": self.program.prefix} if self.program else {}
        return {"account": str(self.account), **acting, **token, **({"run": self.run} if self.run else {})}

    @property
    def hand(self) -> str:
        """Whose hand wrote an answer, as another window is told."""
        if self.assistant:
            return self.assistant.name
        return self.program.name if self.program else self.name

    @property
    def initials(self) -> str:
        return f"{self.given_name[:1]}{self.surname[:1]}"


def counted(offices: frozenset[str], level: str) -> tuple[frozenset[str], frozenset[str]]:
    """Those that count for somebody who is known so surely, and those that give nothing."""
    return (offices, frozenset()) if reaches(level, OFFICE_LEVEL) else (frozenset(), offices)


def acting_for(actor: Actor, power: Power) -> Actor:
    """The same person, as they would be when they acted under this mandate."""
    party = organisation_key(power.voen)
    kind = cast("Kind", power.kind)
    return replace(actor, kind=kind, party=party, party_name=power.name, organisation=power.organisation, ward=None)
