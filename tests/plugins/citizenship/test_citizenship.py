"""Who may be admitted, restored and released, at the borders of each condition; what is asked of whom."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from citizenship import rules
from citizenship.decisions import Order, Refusal
from citizenship.service import Admission, Flow, Restoration, Withdrawal
from xidmet import Facts, Officer

from tests.plugins.citizenship.answers import TODAY, admission, facts, person, restoration, withdrawal


def stay(first: str, last: str) -> dict[str, Any]:
    return {"days": {"first": first, "last": last}, "country": "GE", "reason": "family"}


def said(rule: Any, answers: Any, known: Facts | None = None) -> str:
    """Beside which question; "" where the rule holds."""
    refusal = rule(answers, known or facts())
    assert refusal is None or (str(refusal) and refusal.law)
    return "" if refusal is None else refusal.at.name if refusal.at is not None else "whole"


def test_whole_requests_have_no_mistake() -> None:
    assert admission().errors == restoration().errors == withdrawal().errors == {}


@pytest.mark.parametrize(("service", "found"), [(Admission, admission()), (Restoration, restoration())])
def test_whole_requests_break_no_rule(service: Any, found: Any) -> None:
    assert [said(rule, found.so_far) for rule in service.submit.needs] == [""] * len(service.submit.needs)


def test_a_whole_withdrawal_breaks_no_rule() -> None:
    assert {said(rule, withdrawal().so_far) for rule in Withdrawal.submit.needs} == {""}


@pytest.mark.parametrize(
    ("since", "fits"), [("2021-11-30", True), ("2021-12-01", False), ("2000-01-01", True), ("9999-12-31", False)]
)
def test_five_years_are_lived_here(since: str, fits: bool) -> None:
    assert said(rules.lived_here, admission(resident_since=since).so_far) == ("" if fits else "resident_since")


def test_somebody_resident_since_a_leap_day_waits_until_march() -> None:
    request = admission(resident_since="2024-02-29").so_far
    assert said(rules.lived_here, request, facts(today=dt.date(2029, 2, 28))) == "resident_since"
    assert said(rules.lived_here, request, facts(today=dt.date(2029, 3, 1))) == ""


@pytest.mark.parametrize(
    ("stays", "fits"),
    [
        ([("2026-01-01", "2026-03-31")], True),  # 90 days
        ([("2026-01-01", "2026-04-01")], False),  # 91
        ([("2026-01-01", "2026-02-15"), ("2026-06-01", "2026-07-16")], False),  # 46 and 46
        ([("2026-01-01", "2026-03-31"), ("2026-02-01", "2026-03-31")], True),  # the same days twice
        ([("2025-09-01", "2026-02-28")], False),  # 91 in the year before
        ([("2025-09-02", "2026-02-28")], True),  # 90 in either year
        ([("2020-01-01", "2021-11-30")], True),  # before the five years
        ([("2020-01-01", "2022-03-01")], False),
        ([("0001-01-01", "9999-12-31")], False),
    ],
)
def test_a_year_has_ninety_days_abroad_at_most(stays: list[tuple[str, str]], fits: bool) -> None:
    found = admission(absences=[stay(*days) for days in stays])
    assert not found.errors
    assert said(rules.seldom_abroad, found.so_far) == ("" if fits else "absences")


def test_every_day_of_five_years_counts_in_one_year() -> None:
    """Also where today is a leap day."""
    for today in (TODAY, dt.date(2028, 2, 29), dt.date(2029, 3, 1)):
        years = [(rules.years_before(today, n + 1), rules.years_before(today, n)) for n in range(5)]
        assert all(first < last for first, last in years)
        assert [later[0] for later in years[:-1]] == [earlier[1] for earlier in years[1:]]


@pytest.mark.parametrize(
    ("born", "applies_for", "fits"),
    [
        ("2008-11-30", "self", True),
        ("2008-12-01", "self", False),
        ("2008-12-01", "child", True),
        ("2008-11-30", "child", False),
        ("9999-12-31", "self", False),
    ],
)
def test_adults_apply_for_themselves_and_parents_for_children(born: str, applies_for: str, fits: bool) -> None:
    request = restoration(person=person(born=born), applies_for=applies_for).so_far
    assert said(rules.age_fits, request) == ("" if fits else "applies_for")


@pytest.mark.parametrize(("until", "fits"), [("2026-11-30", True), ("2026-11-29", False), ("", True)])
def test_the_identity_document_is_valid(until: str, fits: bool) -> None:
    identity = {"kind": "birth", "number": "1", "issued_by": "x", "valid_until": until}
    assert said(rules.document_valid, admission(identity=identity).so_far) == ("" if fits else "identity")


@pytest.mark.parametrize(("held", "ours"), [(["GE"], False), ([], False), (["GE", "AZ"], True)])
def test_only_citizens_withdraw_and_only_others_come_in(held: list[str], ours: bool) -> None:
    about = person(citizenships=held)
    assert said(rules.no_citizen_yet, admission(person=about).so_far) == ("person" if ours else "")
    assert said(rules.no_citizen_yet, restoration(person=about).so_far) == ("person" if ours else "")
    assert said(rules.is_citizen, withdrawal(person=about).so_far) == ("" if ours else "person")


def test_the_undertaking_is_needed() -> None:
    assert said(rules.undertakes, admission(undertakes="no").so_far) == "undertakes"


@pytest.mark.parametrize(("ended_on", "fits"), [("2026-11-30", True), ("2026-12-01", False)])
def test_citizenship_has_ended(ended_on: str, fits: bool) -> None:
    assert said(rules.has_ended, restoration(ended_on=ended_on).so_far) == ("" if fits else "ended_on")


@pytest.mark.parametrize("question", ["owes_state", "owes_others", "prosecuted"])
def test_nobody_leaves_with_something_open(question: str) -> None:
    assert said(rules.nothing_open, withdrawal(**{question: "yes"}).so_far) == question


@pytest.mark.parametrize(("other", "fits"), [("held", True), ("promised", True), ("none", False)])
def test_nobody_becomes_stateless(other: str, fits: bool) -> None:
    assert said(rules.not_left_stateless, withdrawal(other=other).so_far) == ("" if fits else "other")


@pytest.mark.parametrize(("order_date", "fits"), [(TODAY, True), (TODAY + dt.timedelta(days=1), False)])
@pytest.mark.parametrize("form", [Order, Refusal])
def test_an_order_is_recorded_from_its_day_on(form: type[Order], order_date: dt.date, fits: bool) -> None:
    order = form(order_number="1", order_date=order_date)
    assert said(rules.order_given, admission().so_far, facts(order)) == ("" if fits else "order_date")


def test_papers_follow_from_the_answers() -> None:
    """Missing ones are asked for where they apply, and nowhere else."""
    asked = set(admission(marital="married", applies_for="child", told="file").errors)
    assert asked == {"marriage_certificate", "consent", "autobiography_file"}
    assert set(restoration(left_country="yes").errors) == {"hiv_test", "health"}
    assert set(withdrawal(conscript="yes").errors) == {"military_ticket"}
    assert withdrawal(other="none").so_far.other_proof is None
    assert set(admission(abroad="yes").errors) == {"mission"}


def test_only_what_is_in_the_table_is_charged() -> None:
    assert admission().so_far.fee == Decimal(110) and admission().so_far.term.note
    assert restoration().so_far.fee is None and withdrawal().so_far.fee is None
    assert said(rules.duty_due, admission().so_far) == "" and said(rules.nothing_due, admission().so_far) == "whole"
    assert said(rules.duty_due, restoration().so_far) == "whole" and said(rules.nothing_due, restoration().so_far) == ""


def test_three_bodies_are_heard_at_once_and_each_opinion_stays() -> None:
    given = Flow.opinions_in.after
    assert {one.asks for one in given if one.asks} and len({one.asks for one in given}) == len(given) == 3
    agencies = {actor.agency.code for one in given for actor in one.actors if isinstance(actor, Officer)}
    assert agencies == {"interior", "security", "citizenship-commission"}
