"""An application that asks every kind of question there is."""

import datetime as dt
from collections.abc import Sequence

from xidmet import DemoData, DemoPerson, KeptHere, Service, hookimpl

from .demo import invented
from .form import organisations, purposes
from .service import EveryField, clerk


@hookimpl
def services() -> Sequence[type[Service]]:
    return [EveryField]


@hookimpl
def registers(options: None) -> Sequence[KeptHere]:
    return [KeptHere(organisations), KeptHere(purposes)]


@hookimpl
def demo(people: Sequence[DemoPerson], today: dt.date) -> DemoData:
    return DemoData(rows=list(invented()), offices=[(p.key, clerk.key) for p in people if p.role == "officer"])
