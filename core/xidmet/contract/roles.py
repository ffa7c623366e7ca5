"""Who acts: a party (whoever a case belongs to, or whom it is about) and an officer (who decides, for which body)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from xidmet.contract.fields import Field
from xidmet.contract.levels import Level
from xidmet.contract.texts import _

Kind = Literal["citizen", "foreigner", "stateless", "legal_entity", "entrepreneur", "branch", "state_body"]
Mandate = Literal["head", "seal_holder", "operator"]
PERSONS: tuple[Kind, ...] = ("citizen", "foreigner", "stateless")
ORGANISATIONS: tuple[Kind, ...] = ("legal_entity", "entrepreneur", "branch", "state_body")
ADMINISTRATOR = "administrator"  # the role that every agency has by itself: who gives and ends its others
ASSISTANT = "assistant"  # as well: who fills in for people who are present; none of the two decides cases
APART = (ADMINISTRATOR, ASSISTANT)
OFFICE_LEVEL: Level = "substantial"  # an office counts only for somebody known at least so surely


@dataclass(frozen=True)
class Agency:
    """The body that answers for a service. Two plugins that name one agency write the same code."""

    code: str
    name: str
    site: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, eq=False)
class Party:
    """Whoever opened the case; with who=, the person or body named in that answer.

    level: how surely it must be known who they are before this party may act.
    """

    label: str
    kinds: tuple[Kind, ...] = PERSONS
    mandates: tuple[Mandate, ...] = ()
    level: Level = "low"
    who: Field[Any] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "kinds", tuple(self.kinds))
        object.__setattr__(self, "mandates", tuple(self.mandates))


@dataclass(frozen=True)
class Officer:
    """A role at an agency. Who holds it is the agency's data; the store keeps "agency code:role"."""

    role: str
    label: str
    agency: Agency

    @property
    def key(self) -> str:
        return f"{self.agency.code}:{self.role}"


def administrator_of(agency: Agency) -> Officer:
    """The role that gives and ends the agency's roles; no plugin declares it."""
    return Officer(ADMINISTRATOR, _("Administrator"), agency)


def assistant_of(agency: Agency) -> Officer:
    """The role of those who fill in for people at the agency's service centres; no plugin declares it."""
    return Officer(ASSISTANT, _("Assistant at a service centre"), agency)
