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
    ]


@hookimpl
def demo(people: Sequence[DemoPerson], today: dt.date) -> DemoData:
    """Reviewing and deciding are two people's work."""
    roles = {"officer": (registrar, reviewer, security, employment), "head": (head,)}
    return DemoData(offices=[(one.key, role.key) for one in people for role in roles.get(one.role, ())])
