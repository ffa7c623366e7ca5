"""How cases of residence move: the test before permanent residence, the stay apart from the permit."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import cast

import pytest
from residence_permit.decisions import Change, Refusing
from residence_permit.form import Extension, Request
from residence_permit.permits import Grant, TemporaryPermit, stay_extension, temporary
from residence_permit.service import PermanentResidence, TemporaryResidence, TemporaryResidenceExtension
from xidmet import Address, Form, State, Transition
from xidmet.cases.case import Case
from xidmet.contract.service import Service

from tests.plugins.residence_permit.applying import TABLES, ground, passport, permit, person


def reached(service: type[Service], without: set[Transition]) -> set[State]:
    found, new = {service.starts}, [service.starts]
    while new:
        for move in service.leaving(new.pop()):
            if move not in without and move.target not in found:
                found.add(move.target)
                new.append(move.target)
    return found


def test_nobody_settles_without_the_test_or_the_commissions_word() -> None:
    ways = {PermanentResidence.passed, PermanentResidence.exempt}
    assert PermanentResidence.granted in reached(PermanentResidence, set())
    assert PermanentResidence.granted not in reached(PermanentResidence, ways)
    assert PermanentResidence.failed in reached(PermanentResidence, ways)


def test_a_stay_and_a_permit_end_in_different_documents() -> None:
    service = TemporaryResidenceExtension
    assert (service.pay.source, service.pay.issues) == (service.granted, temporary)
    assert (service.pay_stay.source, service.pay_stay.issues) == (service.stay_granted, stay_extension)
    assert service.stay_valid not in reached(service, {service.grant_stay})
    assert service.valid not in reached(service, {service.grant})


@pytest.mark.parametrize("service", [TemporaryResidence, TemporaryResidenceExtension, PermanentResidence])
def test_nothing_is_in_force_unpaid_or_by_one_officer(service: type[Service]) -> None:
    paid = {t for t in service.transitions if t.issues and t.name.startswith("pay")}
    assert paid and not any(state.in_force for state in reached(service, paid))
    grants = {t for t in service.transitions if t.name.startswith("grant")}
    assert grants and all(service.transition("propose_grant") in t.apart_from for t in grants)


OLD = Address(city="Gəncə", street=None, house=None, flat=None)
NEW = Address(city="Bakı", street="Nizami", house="5", flat=None)
UNTIL = dt.date(2030, 1, 1)
GRANT = Grant(valid_from=dt.date(2026, 12, 15), valid_until=dt.date(2027, 12, 15))
HELD = permit(dt.date(2027, 1, 31))
ANSWERS = {"person": person(dt.date(1990, 5, 1)), "citizenship": None, "address": OLD, "passport": passport(UNTIL)}
REFUSING = Refusing(ground=TABLES["residence-permit.refusals"][0], reason=".")
MOVED = Change(what="address", passport=None, address=NEW)


@pytest.mark.parametrize(
    ("answers", "asked", "right", "lives_at"),
    [
        (Request(**ANSWERS, right=ground("student")), (GRANT,), "student", "Gəncə"),
        (Request(**ANSWERS, right=ground("student")), (REFUSING, GRANT, MOVED), "student", "Bakı, Nizami, 5"),
        (Extension(**ANSWERS, act="temporary", permit=HELD), (REFUSING, GRANT), "citizen-relative", "Gəncə"),
    ],
)
def test_a_permit_shows_the_newest_answers_and_never_a_ground_of_refusal(
    answers: Form, asked: tuple[Form, ...], right: str, lives_at: str
) -> None:
    case = cast("Case", SimpleNamespace(answers=answers, asked=asked))
    shown = {name: Case.value_of(case, field) for name, field in TemporaryPermit.fields.items()}
    assert (shown["right"].code, shown["lives_at"], shown["born"]) == (right, lives_at, dt.date(1990, 5, 1))
    assert (shown["passport"].valid_until, shown["valid_until"], shown["citizenship"]) == (
        UNTIL,
        GRANT.valid_until,
        None,
    )
