"""Invented announcements and candidates for a demonstration. No real person, address or number."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from xidmet import DemoCase, DemoData, DemoPerson

from .registers import Announcement, announcements, commission, head, personnel
from .service import MigrationJob

ROLES = {"officer": (personnel,), "head": (head,), "adviser": (commission,)}
Moves = list[tuple[str, str, Mapping[str, Any]]]


def invented(people: Sequence[DemoPerson], today: dt.date) -> DemoData:
    """One announcement runs, one is over. Interviewing and appointing are two people's work."""
    offices = [(one.key, role.key) for one in people for role in ROLES.get(one.role, ())]
    rows = [(announcements, "", _announced(today, number)) for number in (1, 2, 3)]
    keys = {one.role: one.key for one in people if one.role}
    citizens = [one for one in people if one.kind == "citizen" and not one.role]
    if len(citizens) < 2 or not {"officer", "head", "adviser"} <= set(keys):
        return DemoData(rows=rows, offices=offices)
    first, second = citizens[:2]
    officer, chief, adviser = keys["officer"], keys["head"], keys["adviser"]
    on = _later(today, 10)
    exam = {"exam_on": on, "exam_at": "10:00", "exam_place": "Bakı, Binəqədi şossesi 202"}
    interview = {"interview_on": on, "interview_at": "15:00", "interview_place": "Bakı, Binəqədi şossesi 202"}
    order = {"order_number": "118", "order_date": f"{today - dt.timedelta(days=6)}", "begins": on, "months": "6"}
    sent: Moves = [(officer, "admit", {}), (officer, "invite", exam)]
    appointed: Moves = [
        (officer, "record_pass", {"points": "86"}),
        (officer, "invite_interview", interview),
        (adviser, "assess", {"assessment": "suitable"}),
        (chief, "appoint", order),
    ]
    return DemoData(
        rows=rows,
        offices=offices,
        cases=[
            DemoCase(first.key, MigrationJob, _answers(first, today, 1), [(first.key, "submit", {}), *sent], 3),
            DemoCase(
                second.key,
                MigrationJob,
                _answers(second, today, 1),
                [(second.key, "submit", {}), *sent, *appointed],
                4,
            ),
        ],
    )


def _announced(today: dt.date, number: int) -> Announcement:
    """The second one is over."""
    opens = today - dt.timedelta(days=120 if number == 2 else 10)
    posts = ("İnspektor, qeydiyyat şöbəsi", "Böyük inspektor, hüquq şöbəsi", "Mütəxəssis, arxiv şöbəsi")
    return Announcement(
        code=f"{opens:%Y}-{number}",
        name=posts[number - 1],
        place="Bakı",
        places=4,
        age_from=18,
        age_to=40,
        education="higher",
        requirements=None,
        most_points=100,
        pass_mark=70,
        exam_days=60,
        appeal_days=3,
        opens=opens,
        closes=opens + dt.timedelta(days=40),
    )


def _answers(person: DemoPerson, today: dt.date, number: int) -> dict[str, Any]:
    return {
        "announcement": _announced(today, number).code,
        "person": {
            "surname": person.surname,
            "given_name": person.given_name,
            "patronymic": person.patronymic,
            "born": "1994-05-14",
            "fin": person.fin,
            "born_in": "AZ",
            "birthplace": "Gəncə",
            "lives_at": "AZ1000, Bakı şəhəri, Nizami küçəsi 10",
        },
        "sex": person.sex,
        "phone": "+994501234567",
        "email": f"{person.key}@numune.example",
        "education": "higher",
        "studies": [
            {
                "_id": "r1",
                "school": "Bakı Dövlət Universiteti",
                "speciality": "Hüquqşünaslıq",
                "since": "2011-09-15",
                "until": "2015-06-30",
                "diploma_number": "AB 123456",
            }
        ],
        "worked": "no",
        "autobiography": "1994-cü ildə Gəncədə anadan olmuşam. Universiteti bitirmişəm və indiyədək işləməmişəm.",
    }


def _later(today: dt.date, days: int) -> str:
    return f"{today + dt.timedelta(days=days)}"
