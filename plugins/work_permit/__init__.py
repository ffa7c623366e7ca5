"""Work permits for foreigners and their extension (State Migration Service)."""

import datetime as dt
from collections.abc import Sequence

from xidmet import DemoData, DemoPerson, KeptHere, Service, hookimpl

from .registers import (
    annulments,
    employment,
    grounds,
    head,
    organisations,
    payments,
    registrar,
    reviewer,
    security,
    tariffs,
    terms,
)
from .service import WorkPermit, WorkPermitExtension


@hookimpl
def services() -> Sequence[type[Service]]:
    return [WorkPermit, WorkPermitExtension]


@hookimpl
def registers(options: object) -> Sequence[KeptHere]:
    return [
        KeptHere(tariffs, "tariffs.csv"),
        KeptHere(terms, "terms.csv"),
        KeptHere(grounds, "refusals.csv"),
        KeptHere(annulments, "annulments.csv"),
        KeptHere(organisations),
        KeptHere(payments),
    ]


@hookimpl
def demo(people: Sequence[DemoPerson], today: dt.date) -> DemoData:
    """Reviewing and deciding are two people's work."""
    officer, *others = [person.key for person in people if person.role == "officer"]
    roles = [(officer, role.key) for role in (registrar, reviewer, security, employment)]
    return DemoData(offices=[*roles, *((other, head.key) for other in others)])
