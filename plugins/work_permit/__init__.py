"""Work permits for foreigners and their extension (State Migration Service)."""

import datetime as dt
from collections.abc import Sequence

from xidmet import DemoData, DemoPerson, KeptHere, Service, hookimpl

from .demo import invented
from .registers import (
    annulments,
    grounds,
    legal,
    organisations,
    steps,
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
        KeptHere(steps, "steps.csv"),
        KeptHere(legal, "legal_terms.csv"),
    ]


@hookimpl
def demo(people: Sequence[DemoPerson], today: dt.date) -> DemoData:
    return invented(people, today)
