"""Residence permits of foreigners and stateless persons, and their extension (State Migration Service).

Tables begin with what is published. The duties of the faster tiers of permanent residence (35, 40 and 50 working days)
are not, so data/permanent_tariffs.csv lacks them; the agency adds the rows at its desk.
"""

import datetime as dt
from collections.abc import Sequence

from xidmet import DemoData, DemoPerson, KeptHere, Service, hookimpl

from .registers import (
    annulments,
    commission,
    grounds,
    head,
    permanent_tariffs,
    police,
    refusals,
    registrar,
    reviewer,
    security,
    stay_tariffs,
    tariffs,
    terms,
)
from .service import PermanentResidence, TemporaryResidence, TemporaryResidenceExtension


@hookimpl
def services() -> Sequence[type[Service]]:
    return [TemporaryResidence, TemporaryResidenceExtension, PermanentResidence]


@hookimpl
def registers(options: object) -> Sequence[KeptHere]:
    return [
        KeptHere(tariffs, "tariffs.csv"),
        KeptHere(stay_tariffs, "stay_tariffs.csv"),
        KeptHere(permanent_tariffs, "permanent_tariffs.csv"),
        KeptHere(terms, "terms.csv"),
        KeptHere(grounds, "grounds.csv"),
        KeptHere(refusals, "refusals.csv"),
        KeptHere(annulments, "annulments.csv"),
    ]


@hookimpl
def demo(people: Sequence[DemoPerson], today: dt.date) -> DemoData:
    """Reviewing and deciding are two people's work."""
    officer, *others = [person.key for person in people if person.role == "officer"]
    roles = [(officer, role.key) for role in (registrar, reviewer, commission, security, police)]
    return DemoData(offices=[*roles, *((other, head.key) for other in others)])
