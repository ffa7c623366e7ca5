"""Service in the migration bodies: announced posts, exam, interview, traineeship (State Migration Service)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from xidmet import DemoData, DemoPerson, DemoPlace, KeptHere, Service, hookimpl

from .demo import invented
from .registers import announcements, endings, exam_visit, grounds, interview_visit, legal, steps
from .service import MigrationJob

PLACES = (
    DemoPlace(exam_visit, "İmtahan zalı", "AZ1114, Bakı şəhəri, Binəqədi şosesi 3202", seats=20),
    DemoPlace(interview_visit, "Kadrlar idarəsi", "AZ1114, Bakı şəhəri, Binəqədi şosesi 3202", seats=1),
)


@hookimpl
def services() -> Sequence[type[Service]]:
    return [MigrationJob]


@hookimpl
def registers(options: object) -> Sequence[KeptHere]:
    return [
        KeptHere(announcements),
        KeptHere(grounds, "refusals.csv"),
        KeptHere(endings, "endings.csv"),
        KeptHere(steps, "steps.csv"),
        KeptHere(legal, "legal_terms.csv"),
    ]


@hookimpl
def demo(people: Sequence[DemoPerson], today: dt.date) -> DemoData:
    return replace(invented(people, today), places=PLACES)
