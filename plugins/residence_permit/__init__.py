"""Residence permits of foreigners and stateless persons, and their extension (State Migration Service).

Tables begin with what is published. The duties of the faster tiers of permanent residence (35, 40 and 50 working days)
are not, so data/permanent_tariffs.csv lacks them; the agency adds the rows at its desk.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from xidmet import DemoData, DemoPerson, DemoPlace, KeptHere, Service, hookimpl

from .demo import invented
from .registers import (
    annulments,
    collection,
    grounds,
    language_test,
    legal,
    permanent_tariffs,
    refusals,
    stay_tariffs,
    steps,
    tariffs,
    terms,
)
from .service import PermanentResidence, TemporaryResidence, TemporaryResidenceExtension

ADDRESS = "AZ1114, Bakı şəhəri, Binəqədi şosesi 3202"
PLACES = (
    DemoPlace(language_test, "İmtahan zalı", ADDRESS, seats=10),
    DemoPlace(collection, "Sənədlərin verilməsi", ADDRESS, seats=3),
)


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
        KeptHere(steps, "steps.csv"),
        KeptHere(legal, "legal_terms.csv"),
    ]


@hookimpl
def demo(people: Sequence[DemoPerson], today: dt.date) -> DemoData:
    return replace(invented(people, today), places=PLACES)
