"""Which documents are asked of whom, and which duties are offered: by age, ground, dwelling and act."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from residence_permit.form import Extension, Request, Settlement
from xidmet import Address, Form, Lookup, Upload
from xidmet.contract.answers import Ask, match
from xidmet.contract.hidden import without_hidden
from xidmet.contract.shown import show
from xidmet.language import translator
from xidmet_ui.build.options import label_of

from tests.plugins.residence_permit.applying import answered, person, rows, tariff

ADULT = {"whose": "self", "age": "adult", "dwelling": "own"}
ALWAYS = {"passport_copy", "photo", "extract", "proof", "stay_copy", "health"}
GIVEN = {"giver_statement", "giver_identity"}


def documents(form: type[Form], raw: dict[str, Any]) -> set[str]:
    """What is missing when nothing was attached."""
    wrong = {path.partition("-")[0] for path in answered(form, **raw).errors}
    return {name for name in wrong if isinstance(form.fields[name], Upload)}


FIRST: list[tuple[dict[str, str], set[str]]] = [
    ({"right": "investment"}, ALWAYS),
    ({"right": "citizen-relative"}, ALWAYS | {"kin_identity"}),
    ({"right": "family"}, ALWAYS | {"kin_identity"}),
    ({"right": "student", "dwelling": "lease", "consented": "paper"}, (ALWAYS - {"extract"}) | {"lease"} | GIVEN),
    ({"right": "court", "dwelling": "order", "consented": "paper"}, (ALWAYS - {"extract"}) | {"order"} | GIVEN),
    ({"right": "court", "dwelling": "order", "consented": "here"}, (ALWAYS - {"extract"}) | {"order"}),
    ({"right": "court", "whose": "ward"}, ALWAYS | {"authority"}),
    (
        {"right": "court", "whose": "child", "age": "minor", "minor_age": "youth", "identity": "passport"},
        ALWAYS | {"authority", "consent"},
    ),
    (
        {"right": "court", "whose": "child", "age": "minor", "minor_age": "child", "identity": "certificate"},
        (ALWAYS - {"passport_copy"}) | {"authority", "birth_certificate"},
    ),
]


@pytest.mark.parametrize(("raw", "asked"), FIRST)
def test_documents_of_a_first_permit(raw: dict[str, str], asked: set[str]) -> None:
    assert documents(Request, ADULT | raw) == asked


@pytest.mark.parametrize(
    ("on", "asked"),
    [
        ("citizen-relative", set()),
        ("specialist", {"body"}),
        ("branch", {"body"}),
        ("entrepreneur", {"staff"}),
        ("student", {"body"}),
        ("deposit", set()),
    ],
)
def test_a_ground_asks_for_what_belongs_to_it(on: str, asked: set[str]) -> None:
    assert {"body", "staff"} & set(answered(Request, **ADULT, right=on).errors) == asked


def test_what_a_ground_asks_for_is_kept_before_its_row_is_fetched() -> None:
    """Whether it is asked hangs on a column of the row; only when the row is known may the answer go."""
    raw = {"right": "student", "body": "Bakı Dövlət Universiteti"}
    assert without_hidden(Request, raw) == raw
    assert without_hidden(Request, raw, answered(Request, **raw)) == raw
    other = raw | {"right": "investment"}
    assert without_hidden(Request, other, answered(Request, **other)) == {"right": "investment"}


def test_what_is_extended_decides_what_is_asked() -> None:
    common = {"passport_copy", "photo", "extract"}
    assert documents(Extension, {"act": "stay", **ADULT}) == common | {"stay_copy", "reason_proof"}
    permit = {"act": "temporary", **ADULT, "permit": "T1"}
    assert documents(Extension, permit) == common | {"proof", "card", "health"}
    so_far = answered(Extension, **permit).so_far
    assert so_far.right.code == "citizen-relative" and so_far.stay_until is None


@pytest.mark.parametrize(
    ("raw", "asked"),
    [
        ({"basis": "lived", "permit": "T1", "kept": "no"}, {"proof", "means"}),
        ({"basis": "kin", "permit": "T1", "kept": "yes"}, {"kin_proof", "keeper"}),
        ({"basis": "extension", "kept": "no"}, {"proof", "means"}),
    ],
)
def test_documents_of_permanent_residence(raw: dict[str, str], asked: set[str]) -> None:
    assert documents(Settlement, ADULT | raw) == {"passport_copy", "photo", "extract", "card", "health"} | asked


def test_one_permanent_permit_is_shown_not_asked() -> None:
    assert answered(Settlement, **ADULT, basis="extension").so_far.present.number == "P1"


def offered(form: type[Form], name: str, **raw: str) -> dict[tuple[int, int, int], int]:
    """Months, days and working days of what may be chosen -> manat."""
    field = form.fields[name]
    assert isinstance(field, Lookup)
    found = rows(Ask(field.register.name, False, None, match(field, answered(form, **raw).so_far)))
    return {(row.months, row.days, row.working_days): int(row.amount) for row in found}  # type: ignore[attr-defined]


MONTHS = (3, 6, 12, 18, 24, 30, 36)


@pytest.mark.parametrize(
    ("age", "fast", "slow"),
    [
        ("adult", (40, 80, 160, 240, 320, 400, 480), (30, 60, 120, 180, 240, 300, 360)),
        ("minor", (25, 50, 100, 150, 200, 250, 300), (15, 30, 60, 90, 120, 150, 180)),
    ],
)
def test_duties_of_temporary_residence(age: str, fast: tuple[int, ...], slow: tuple[int, ...]) -> None:
    expected = {(months, 0, 15): amount for months, amount in zip(MONTHS, fast, strict=True)}
    expected |= {(months, 0, 20): amount for months, amount in zip(MONTHS, slow, strict=True)}
    assert offered(Request, "tariff", **ADULT | {"age": age}, right="court") == expected
    assert offered(Extension, "tariff", **ADULT | {"age": age}, act="temporary", permit="T1") == expected


def test_duties_of_students() -> None:
    expected = {(12, 0, 15): 60, (12, 0, 20): 40, (24, 0, 15): 120, (24, 0, 20): 80}
    assert offered(Request, "tariff", **ADULT, right="student") == expected
    assert offered(Extension, "tariff", **ADULT, act="temporary", permit="T2") == expected


@pytest.mark.parametrize(("age", "amounts"), [("adult", (50, 100, 30, 60)), ("minor", (30, 60, 15, 30))])
def test_duties_of_a_longer_stay(age: str, amounts: tuple[int, ...]) -> None:
    tiers = ((0, 30, 1), (0, 60, 1), (0, 30, 3), (0, 60, 3))
    expected = dict(zip(tiers, amounts, strict=True))
    assert offered(Extension, "stay_tariff", **ADULT | {"age": age}, act="stay") == expected


@pytest.mark.parametrize(("age", "amount"), [("adult", 300), ("minor", 150)])
def test_duties_of_permanent_residence_lack_what_is_not_published(age: str, amount: int) -> None:
    assert offered(Settlement, "tariff", **ADULT | {"age": age}) == {(60, 0, 60): amount}


def test_the_fee_and_the_term_follow_from_the_duty() -> None:
    stay = answered(Extension, **ADULT, act="stay", stay_tariff="adult-60-1").so_far
    permit = answered(Extension, **ADULT, act="temporary", permit="T1", tariff="adult-24-20").so_far
    first = answered(Request, **ADULT, right="court", tariff="adult-12-15").so_far
    assert [(one.fee, one.days) for one in (stay, permit, first)] == [(100, 1), (240, 20), (160, 15)]


def test_nobody_takes_a_duty_of_somebody_else() -> None:
    for right, chosen in (("court", "student-adult-12-20"), ("court", "minor-12-20"), ("student", "adult-12-20")):
        assert "tariff" in answered(Request, **ADULT, right=right, tariff=chosen).errors


def test_a_duty_is_offered_with_its_amount_and_an_address_is_read_whole() -> None:
    words = translator("en")
    said = label_of(tariff("adult-12-15"), words)
    assert said.startswith("1 year, 15 working days · ") and "160" in said
    address = Address(city="Bakı", street="Nizami küçəsi", house="10", flat=None, postal_code="AZ1000")
    assert show(Request.address, address, words) == "Bakı, Nizami küçəsi, 10, AZ1000"
    assert show(Request.person, person(dt.date(1990, 5, 1)), words) == "Demir Ayla", "no more to whoever checks it"
