"""Who may apply for an announced post and who passes, at the borders of what the announcement says."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from migration_jobs import demo, rules
from migration_jobs.decisions import Appointing, Result
from migration_jobs.form import Application
from migration_jobs.registers import Announcement, announcements
from xidmet import Code, Facts, Form, clock
from xidmet.contract.answers import Answers, Ask, read
from xidmet.contract.attached import Attached
from xidmet.registers.registers import in_force

TODAY = dt.date(2026, 11, 30)
FILE = Attached("id", "a.pdf", "pdf", 10, "0" * 64)
POST = Announcement(
    code="2026-1",
    name="Inspektor",
    place="Bakı",
    places=4,
    age_from=20,
    age_to=35,
    education="vocational",
    requirements=None,
    most_points=100,
    pass_mark=70,
    exam_days=60,
    appeal_days=3,
    opens=dt.date(2026, 11, 1),
    closes=dt.date(2026, 11, 30),
)
TABLES: dict[str, tuple[Form, ...]] = {announcements.name: (POST,), "countries": (Code(code="AZ", name="Azerbaijan"),)}
ANSWERS: dict[str, Any] = {
    "announcement": "2026-1",
    "person": {
        "surname": "Əliyev",
        "given_name": "Kamran",
        "born": "2000-01-01",
        "fin": "5VBK5VR",
        "born_in": "AZ",
        "birthplace": "Bakı",
        "lives_at": "Bakı, Nizami 1",
    },
    "sex": "f",
    "photo": FILE,
    "phone": "050 123 45 67",
    "email": "k@example.com",
    "education": "higher",
    "studies": [
        {"school": "BDU", "speciality": "law", "since": "2017-09-15", "until": "2021-06-30", "diploma_number": "B 1"}
    ],
    "worked": "no",
    "autobiography": "I was born in Baku.",
    "identity_copy": FILE,
    "diploma": [FILE],
    "health": FILE,
    "family_certificate": FILE,
}


def offered(ask: Ask) -> tuple[Form, ...]:
    rows = TABLES[ask.register]
    return tuple(row for row in rows if ask.key in (None, vars(row)[next(iter(type(row).fields))]))


def applied(**changed: Any) -> Answers[Application]:
    return read(Application, ANSWERS | changed, offered)


def facts(asks: Form | None = None, today: dt.date = TODAY) -> Facts:
    return Facts(now=dt.datetime.combine(today, dt.time(23, 59), clock.BAKU), asks=asks)


def holds(rule: Any, answers: Any, known: Facts | None = None) -> bool:
    refusal = rule(answers, known or facts())
    assert refusal is None or (str(refusal) and refusal.law)
    return refusal is None


def test_a_whole_application_has_no_mistake() -> None:
    found = applied()
    assert found.errors == {} and found.so_far.post == "Inspektor" and found.so_far.appeal_days == 3
    assert all(holds(rule, found.so_far) for rule in (rules.announcement_runs, rules.of_age, rules.educated))


def test_papers_follow_from_the_answers() -> None:
    assert set(applied(sex="m").errors) == {"military_ticket"}
    assert set(applied(worked="yes").errors) == {"work", "labour_book"}


@pytest.mark.parametrize(
    ("today", "runs"),
    [
        (dt.date(2026, 10, 31), False),
        (dt.date(2026, 11, 1), True),
        (dt.date(2026, 11, 30), True),
        (dt.date(2026, 12, 1), False),
    ],
)
def test_applications_are_taken_while_the_announcement_runs(today: dt.date, runs: bool) -> None:
    """At the end of the day: a post that the list offers and the rule at the sending agree."""
    assert holds(rules.announcement_runs, applied().so_far, facts(today=today)) == runs
    assert in_force(announcements, POST, facts(today=today).now) == runs


@pytest.mark.parametrize(
    ("born", "fits"),
    [
        ("2006-11-30", True),
        ("2006-12-01", False),
        ("1990-12-01", True),  # 35 until tomorrow
        ("1990-11-30", False),  # 36 today
        ("9999-12-31", False),
    ],
)
def test_candidates_are_of_the_announced_age(born: str, fits: bool) -> None:
    request = applied(person=ANSWERS["person"] | {"born": born}).so_far
    assert holds(rules.of_age, request) == fits


@pytest.mark.parametrize(("level", "fits"), [("secondary", False), ("vocational", True), ("higher", True)])
def test_education_reaches_what_is_announced(level: str, fits: bool) -> None:
    assert holds(rules.educated, applied(education=level).so_far) == fits


@pytest.mark.parametrize(("points", "passed"), [(0, False), (69, False), (70, True), (100, True)])
def test_points_are_either_a_pass_or_a_fail(points: int, passed: bool) -> None:
    known = facts(Result(points=points))
    assert holds(rules.mark_reached, applied().so_far, known) == passed
    assert holds(rules.mark_missed, applied().so_far, known) != passed


@pytest.mark.parametrize(("points", "fits"), [(100, True), (101, False)])
def test_there_are_no_more_points_than_the_announced_exam_has(points: int, fits: bool) -> None:
    assert holds(rules.points_exist, applied().so_far, facts(Result(points=points))) == fits
    assert set(read(Result, {"points": "-1"}, offered).errors) == {"points"}


@pytest.mark.parametrize(("dated", "begins", "fits"), [(0, 0, True), (0, -1, False), (1, 1, False), (-9, 5, True)])
def test_the_order_comes_before_the_traineeship(dated: int, begins: int, fits: bool) -> None:
    dates = {name: TODAY + dt.timedelta(days=days) for name, days in (("order_date", dated), ("begins", begins))}
    assert holds(rules.order_given, applied().so_far, facts(Appointing(**dates))) == fits


def test_a_demonstration_has_announcements_that_run_and_one_that_is_over() -> None:
    rows = [row for register, _about, row in demo([], TODAY).rows if register is announcements]
    assert [in_force(announcements, row, facts().now) for row in rows] == [True, False, True]
