"""The forecast of foreign labour for next year (Cabinet decision 124 of 14 March 2016)."""

import datetime as dt
from collections.abc import Sequence

from xidmet import DemoData, DemoPerson, KeptHere, Service, hookimpl

from .demo import invented
from .form import legal, organisations, years
from .service import LabourQuotaForecast


@hookimpl
def services() -> Sequence[type[Service]]:
    return [LabourQuotaForecast]


@hookimpl
def registers(options: object) -> Sequence[KeptHere]:
    return [KeptHere(organisations), KeptHere(years), KeptHere(legal, "legal_terms.csv")]


@hookimpl
def demo(people: Sequence[DemoPerson], today: dt.date) -> DemoData:
    return invented(people, today)
