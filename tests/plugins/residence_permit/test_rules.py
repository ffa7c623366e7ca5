"""What must hold for residence, on both sides of each border."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from residence_permit import rules
from residence_permit.application import Application
from residence_permit.decisions import Refusing
from residence_permit.form import Extension, Request, Settlement
from residence_permit.permits import Grant, PermanentPermit
from xidmet import months_later

from tests.plugins.residence_permit.applying import TABLES, facts, ground, passport, permit, person, tariff

TODAY = dt.date(2026, 11, 30)
ADULT = person(dt.date(1990, 5, 1))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "months", "then"),
    [
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2026-12-31", -1, "2026-11-30"),
        ("2026-03-15", -3, "2025-12-15"),
        ("2026-01-31", 60, "2031-01-31"),
    ],
)
def test_months_are_those_of_the_calendar(start: str, months: int, then: str) -> None:
    assert months_later(day(start), months) == day(then)


@pytest.mark.parametrize(
    ("born", "age", "minor_age", "holds"),
    [
        ("2008-11-30", "adult", None, True),
        ("2008-11-30", "minor", "youth", False),
        ("2008-12-01", "adult", None, False),
        ("2008-12-01", "minor", "youth", True),
        ("2012-11-30", "minor", "youth", True),
        ("2012-11-30", "minor", "child", False),
        ("2012-12-01", "minor", "child", True),
        ("2012-12-01", "minor", "youth", False),
    ],
)
def test_the_age_is_that_of_today(born: str, age: str, minor_age: str | None, holds: bool) -> None:
    request = Request(person=person(day(born)), age=age, minor_age=minor_age)
    assert (rules.age_is_true(request, facts(TODAY)) is None) is holds


@pytest.mark.parametrize(
    ("whose", "age", "holds"),
    [
        ("self", "adult", True),
        ("self", "minor", False),
        ("child", "minor", True),
        ("child", "adult", False),
        ("ward", "minor", True),
        ("ward", "adult", True),
    ],
)
def test_minors_are_represented(whose: str, age: str, holds: bool) -> None:
    assert (rules.represented(Request(whose=whose, age=age), facts(TODAY)) is None) is holds


def test_a_citizen_needs_no_permit() -> None:
    codes = {row.code: row for row in TABLES["countries"]}
    assert rules.no_citizen(Request(citizenship=codes["AZ"]), facts(TODAY)) is not None
    assert rules.no_citizen(Request(citizenship=codes["TR"]), facts(TODAY)) is None
    assert rules.no_citizen(Request(citizenship=None), facts(TODAY)) is None


def first(**more: Any) -> Request:
    given = {
        "person": ADULT,
        "right": ground("court"),
        "tariff": tariff("adult-12-20"),
        "stay_until": day("2026-12-30"),
    }
    return Request(**given | more)


def extension(until: str = "2027-01-31", **more: Any) -> Extension:
    given = {"act": "temporary", "person": ADULT, "permit": permit(day(until)), "tariff": tariff("adult-24-20")}
    return Extension(**given | {"stay_until": None, "stay_tariff": None} | more)


def stay(until: str = "2026-12-03", days: int = 30) -> Extension:
    chosen = tariff(f"adult-{days}-3", "stay-tariffs")
    return extension(act="stay", permit=None, tariff=None, stay_until=day(until), stay_tariff=chosen)


def settlement(**more: Any) -> Settlement:
    given = {"basis": "lived", "person": ADULT, "permit": permit(day("2027-02-28")), "present": None}
    return Settlement(**given | {"tariff": tariff("adult-60", "permanent-tariffs"), "citizen_kin": "none"} | more)


@pytest.mark.parametrize(
    ("request_", "until", "holds"),
    [
        (first(), "2028-02-29", True),  # a year from today, and three months
        (first(), "2028-02-28", False),
        (extension(), "2029-05-01", True),  # two years from the day after the present permit, and three months
        (extension(), "2029-04-30", False),
        (stay(), "2027-04-02", True),  # 30 days from the end of the stay, and three months
        (stay(), "2027-04-01", False),
        (settlement(), "2027-02-28", True),  # not for five years, but for three months from today
        (settlement(), "2027-02-27", False),
    ],
)
def test_the_passport_outlasts_what_is_asked_for(request_: Any, until: str, holds: bool) -> None:
    vars(request_)["passport"] = passport(day(until))
    assert (rules.passport_outlasts(request_, facts(TODAY)) is None) is holds


def test_without_a_passport_nothing_must_outlast() -> None:
    assert rules.passport_outlasts(first(passport=None), facts(TODAY)) is None


@pytest.mark.parametrize(
    ("request_", "holds"),
    [
        (first(stay_until=day("2026-12-30")), True),
        (first(stay_until=day("2026-12-29")), False),
        (extension("2026-12-30"), True),
        (extension("2026-12-29"), False),
        (stay("2026-12-03"), True),
        (stay("2026-12-02"), False),
    ],
)
def test_it_is_asked_for_in_time(request_: Any, holds: bool) -> None:
    assert (rules.in_time(request_, facts(TODAY)) is None) is holds


@pytest.mark.parametrize(("today", "holds"), [("2026-11-28", True), ("2026-11-29", False)])
def test_permanent_residence_is_asked_for_three_months_before(today: str, holds: bool) -> None:
    ends = day("2027-02-28")
    again = settlement(permit=None, present=PermanentPermit(person=ADULT, valid_until=ends))
    for request in (settlement(permit=permit(ends)), again):
        assert (rules.in_time(request, facts(day(today))) is None) is holds


@pytest.mark.parametrize(
    ("on", "months", "first_holds", "extension_holds"),
    [
        ("court", 12, True, True),
        ("court", 18, False, True),
        ("court", 24, False, True),
        ("court", 30, False, False),
        ("investment", 36, True, True),
    ],
)
def test_the_period_fits_the_ground(on: str, months: int, first_holds: bool, extension_holds: bool) -> None:
    chosen = tariff(f"adult-{months}-20")
    assert (rules.within_ground(first(right=ground(on), tariff=chosen), facts(TODAY)) is None) is first_holds
    longer = extension(permit=permit(day("2027-01-31"), on), tariff=chosen, right=ground(on))
    assert (rules.within_ground(longer, facts(TODAY)) is None) is extension_holds


def test_a_relative_is_named_where_the_ground_is_one() -> None:
    on = ground("citizen-relative")
    assert rules.relative_is_named(first(right=on, citizen_kin="none"), facts(TODAY)) is not None
    assert rules.relative_is_named(first(right=on, citizen_kin="spouse"), facts(TODAY)) is None
    assert rules.relative_is_named(first(citizen_kin="none"), facts(TODAY)) is None


@pytest.mark.parametrize(
    ("answers", "holds"),
    [
        ({"lived_since": day("2024-11-30")}, True),
        ({"lived_since": day("2024-12-01")}, False),
        ({"lived_since": day("2020-01-01"), "permit": permit(day("2027-02-28"), "student")}, False),
        ({"basis": "kin", "lived_since": None}, False),
        ({"basis": "kin", "lived_since": None, "citizen_kin": "sibling"}, True),
        ({"basis": "extension", "lived_since": None, "permit": None}, True),
    ],
)
def test_who_may_settle(answers: dict[str, Any], holds: bool) -> None:
    assert (rules.may_settle(settlement(**answers), facts(TODAY)) is None) is holds


def test_a_permit_of_somebody_else_is_not_extended() -> None:
    other = permit(day("2027-01-31"), born=day("2015-01-01"))
    assert rules.same_person(extension(permit=other), facts(TODAY)) is not None
    assert rules.same_person(extension(), facts(TODAY)) is None
    assert rules.same_person(stay(), facts(TODAY)) is None


@pytest.mark.parametrize(
    ("code", "kin", "holds"),
    [("5", "spouse", False), ("5", "parent", True), ("5", "none", True), ("2", "spouse", True)],
)
def test_a_virus_is_no_ground_against_the_spouse_of_a_citizen(code: str, kin: str, holds: bool) -> None:
    chosen = next(row for row in TABLES["residence-permit.refusals"] if row.code == code)
    asked = facts(TODAY, Refusing(ground=chosen, reason="."))
    assert (rules.spouse_is_spared(Application(citizen_kin=kin), asked) is None) is holds


@pytest.mark.parametrize(
    ("request_", "since", "until", "holds"),
    [
        (first(), "2026-12-15", "2027-12-15", True),
        (first(), "2026-12-15", "2027-12-16", False),
        (first(), "2026-12-15", "2026-12-15", False),
        (extension(), "2027-02-01", "2029-02-01", True),
        (extension(), "2027-02-01", "2029-02-02", False),
        (stay(days=60), "2026-12-04", "2027-02-01", True),
        (stay(days=60), "2026-12-04", "2027-02-02", False),
        (settlement(), "2027-03-01", "2032-03-01", True),
        (settlement(), "2027-03-01", "2032-03-02", False),
    ],
)
def test_nothing_is_granted_for_longer_than_asked(request_: Any, since: str, until: str, holds: bool) -> None:
    asked = facts(TODAY, Grant(valid_from=day(since), valid_until=day(until)))
    assert (rules.as_asked(request_, asked) is None) is holds


@pytest.mark.parametrize(("since", "holds"), [("2027-01-31", True), ("2027-02-01", True), ("2027-02-02", False)])
def test_an_extension_leaves_no_gap(since: str, holds: bool) -> None:
    asked = facts(TODAY, Grant(valid_from=day(since), valid_until=day("2028-01-01")))
    assert (rules.without_gap(extension(), asked) is None) is holds


def test_a_stay_is_never_granted_as_a_permit() -> None:
    assert rules.of_permit(stay(), facts(TODAY)) is not None and rules.of_stay(stay(), facts(TODAY)) is None
    assert rules.of_permit(extension(), facts(TODAY)) is None and rules.of_stay(extension(), facts(TODAY)) is not None


def test_no_label_names_an_age_that_a_table_decides() -> None:
    labels = [label for one in (Application.age, Application.minor_age) for label in one.options.values()]
    assert len(labels) == 4 and not [label for label in labels if re.search(r"\d", label)]
