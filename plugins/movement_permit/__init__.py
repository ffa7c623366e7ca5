"""Employee permits in a restricted regime (icaze)."""

import datetime as dt
from collections.abc import Sequence

from xidmet import DemoData, DemoPerson, KeptHere, Service, hookimpl

from .demo import invented
from .registers import activities, age_limits, contracts, grounds, legal, limits, organisations, regimes, territories
from .service import MovementPermit


@hookimpl
def services() -> Sequence[type[Service]]:
    return [MovementPermit]


@hookimpl
def registers(options: object) -> Sequence[KeptHere]:
    return [
        KeptHere(territories, "territories.csv"),
        KeptHere(activities, "permitted_fields.csv"),
        KeptHere(grounds, "revocations.csv"),
        KeptHere(legal, "legal_terms.csv"),
        KeptHere(age_limits, "age_limits.csv"),
        *(KeptHere(register) for register in (regimes, limits, contracts, organisations)),
    ]


@hookimpl
def demo(people: Sequence[DemoPerson], today: dt.date) -> DemoData:
    return invented(people, today)
