"""Service in the migration bodies: announced posts, exam, interview, traineeship (State Migration Service)."""

import datetime as dt
from collections.abc import Sequence

from xidmet import DemoData, DemoPerson, DemoPlace, KeptHere, Service, hookimpl

from .registers import (
    Announcement,
    announcements,
    commission,
    endings,
    exam_visit,
    grounds,
    head,
    interview_visit,
    personnel,
)
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
    return [KeptHere(announcements), KeptHere(grounds, "refusals.csv"), KeptHere(endings, "endings.csv")]


@hookimpl
def demo(people: Sequence[DemoPerson], today: dt.date) -> DemoData:
    """One announcement runs, one is over. Interviewing and appointing are two people's work."""
    officers = [person.key for person in people if person.role == "officer"]
    offices = [(one, role.key) for one in officers[:1] for role in (personnel, head)]
    offices += [(one, commission.key) for one in officers[1:]]
    rows = [(announcements, "", _announced(today, number)) for number in (1, 2)]
    return DemoData(rows=rows, offices=offices, places=PLACES)


def _announced(today: dt.date, number: int) -> Announcement:
    opens = today - dt.timedelta(days=10 if number == 1 else 120)
    return Announcement(
        code=f"{opens:%Y}-{number}",
        name="İnspektor, qeydiyyat şöbəsi" if number == 1 else "Böyük inspektor, hüquq şöbəsi",
        place="Bakı",
        places=4,
        age_from=18,
        age_to=35,
        education="higher",
        requirements=None,
        pass_mark=70,
        exam_days=60,
        appeal_days=3,
        opens=opens,
        closes=opens + dt.timedelta(days=40),
    )
