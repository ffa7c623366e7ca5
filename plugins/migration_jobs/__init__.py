"""Service in the migration bodies: announced posts, exam, interview, traineeship (State Migration Service)."""

import datetime as dt
from collections.abc import Sequence

from xidmet import DemoData, DemoPerson, KeptHere, Service, hookimpl

from .demo import invented
from .registers import announcements, endings, grounds
from .service import MigrationJob


@hookimpl
def services() -> Sequence[type[Service]]:
    return [MigrationJob]


@hookimpl
def registers(options: object) -> Sequence[KeptHere]:
    return [KeptHere(announcements), KeptHere(grounds, "refusals.csv"), KeptHere(endings, "endings.csv")]


@hookimpl
def demo(people: Sequence[DemoPerson], today: dt.date) -> DemoData:
    return invented(people, today)
