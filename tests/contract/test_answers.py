"""Whatever is typed or sent: hidden means absent, nothing raises, each question ends in an answer or a mistake."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xidmet import Form, Text
from xidmet.contract.answers import read, shown
from xidmet.contract.attached import Attached
from xidmet.contract.plain import from_json, to_json, to_store

from tests.contract.forms import ANYTHING, CHILD, COLOURS, ROWS, Child, Everything, filled, not_fetched, posted

TYPES: dict[str, type] = {
    **dict.fromkeys(("kind", "why", "fin", "email", "phone", "hour"), str),
    "scan": Attached,
    "until": dt.date,
    "amount": Decimal,
    "people": int,
    "sure": bool,
    "marks": dict,
    "children": tuple,
    "colour": Form,
    "home": Child,
}


def problems_of(form: type[Form], so_far: Form, errors: set[str]) -> list[str]:
    """Fields that are neither answered nor wrong, or both, or hidden and yet there."""
    wrong = {path.partition("-")[0] for path in errors}
    hidden = [n for n, f in form.fields.items() if not shown(f, so_far) and (vars(so_far)[n] is not None or n in wrong)]
    open_ = [n for n in form.fields if (n in wrong) == (n in vars(so_far))]
    return hidden + open_


@given(posted())
def test_every_question_ends_in_an_answer_or_a_mistake(raw: dict[str, Any]) -> None:
    found = read(Everything, raw, ROWS)
    assert problems_of(Everything, found.so_far, set(found.errors)) == []
    assert not found.wanted and set(vars(found.so_far)) <= set(Everything.fields)


@given(posted())
def test_an_answer_has_the_type_its_field_promises(raw: dict[str, Any]) -> None:
    answered = {name: value for name, value in vars(read(Everything, raw, ROWS).so_far).items() if value is not None}
    assert [name for name, value in answered.items() if not isinstance(value, TYPES[name])] == []


@given(posted())
def test_a_mistake_is_a_text_that_its_values_fill(raw: dict[str, Any]) -> None:
    for mistake in read(Everything, raw, ROWS).errors.values():
        assert mistake.text.format(**mistake.values)


@given(posted())
def test_reading_without_the_registers_says_which_rows_it_wants(raw: dict[str, Any]) -> None:
    first, final = read(Everything, raw, not_fetched), read(Everything, raw, ROWS)
    asked = shown(Everything.fields["colour"], final.so_far)
    assert {ask.register for ask in first.wanted} == ({"colours"} if asked else set())
    assert "colour" not in first.errors


@given(filled())
def test_right_answers_are_understood_and_hidden_ones_dropped(raw: dict[str, Any]) -> None:
    found = read(Everything, raw, ROWS)
    assert found.errors == {}
    hidden = {"until", "why"} if raw["kind"] == "short" else set()
    hidden |= {"colour"} if raw["sure"] == "no" else set()
    assert {name for name, value in vars(found.so_far).items() if value is None} - {"phone", "marks"} == hidden


@given(filled())
def test_hidden_answers_of_rows_are_dropped_too(raw: dict[str, Any]) -> None:
    answers = read(Everything, raw, ROWS).so_far
    for typed, child in zip([raw["home"], *raw["children"]], [answers.home, *answers.children], strict=True):
        assert child is not None
        assert (child.which is None) == (typed["school"] == "no")


@given(filled())
def test_what_is_stored_comes_back_as_it_was(raw: dict[str, Any]) -> None:
    answers = read(Everything, raw, ROWS).so_far
    for plain in (to_store(answers), to_json(answers)):
        assert from_json(Everything, json.loads(json.dumps(plain))) == answers


@given(st.decimals(-(10**12), 10**12, places=2))
def test_money_is_stored_as_a_whole_number_of_qepik(amount: Decimal) -> None:
    stored = to_store(Everything(amount=amount))["amount"]
    assert isinstance(stored, int) and stored == amount * 100
    assert to_store(Everything(amount=amount.normalize()))["amount"] == stored  # 10.00 and 10 are no change
    assert to_json(Everything(amount=amount))["amount"] == str(amount)  # told to others as people write it
    assert from_json(Everything, {"amount": stored}) == from_json(Everything, {"amount": str(amount)})


def test_a_part_of_a_qepik_is_not_lost_silently() -> None:
    with pytest.raises(ValueError, match=r"amount is 0\.125"):
        to_store(Everything(amount=Decimal("0.125")))


@given(filled(), st.sampled_from([("kind", "short", "until"), ("kind", "short", "why"), ("sure", "no", "colour")]))
def test_a_hidden_answer_never_survives_whatever_it_says(raw: dict[str, Any], case: tuple[str, str, str]) -> None:
    question, said, hidden = case
    for value in ("2026-01-01", "r", "nonsense", {"day": "99"}, ["x"]):
        found = read(Everything, {**raw, question: said, hidden: value}, ROWS)
        assert to_json(found.so_far)[hidden] is None and hidden not in found.errors


@given(st.dates())
def test_a_date_is_understood_as_people_write_it(day: dt.date) -> None:
    year, month, number = f"{day.year:04}", day.month, day.day
    for typed in (
        {"year": year, "month": f"{month:02}", "day": f" {number} "},
        f"{year}-{month:02}-{number:02}",
        f"{number}.{month}.{year}",
        f" {number:02}/{month:02}/{year} ",
    ):
        assert read(Child, {"born": typed}, ROWS).so_far.born == day


@given(st.integers(-5, 40), st.integers(-5, 40), st.integers(-5, 12_000))
def test_only_real_days_are_dates(day: int, month: int, year: int) -> None:
    found = read(Child, {"born": {"day": str(day), "month": str(month), "year": str(year)}}, ROWS)
    try:
        expected: dt.date | None = dt.date(year, month, day) if year > 999 else None
    except ValueError:
        expected = None
    assert vars(found.so_far).get("born") == expected and ("born" in found.errors) == (expected is None)


@pytest.mark.parametrize(
    "typed", [{"day": "1", "month": "", "year": "2026"}, {"day": "1", "month": "2", "year": "26"}, "tomorrow", ["1"]]
)
def test_half_a_date_is_a_mistake(typed: object) -> None:
    assert "born" in read(Child, {"born": typed}, ROWS).errors


@given(st.lists(CHILD, max_size=6))
def test_rows_keep_their_order_and_their_number_is_limited(rows: list[dict[str, Any]]) -> None:
    found = read(Everything, {"children": rows}, ROWS)
    if len(rows) <= 3:
        assert [child.name for child in found.so_far.children] == [row["name"] for row in rows]
    else:
        assert found.errors["children"].values == {"most": 3, "given": len(rows)}


@given(st.lists(CHILD, min_size=1, max_size=3), st.data())
def test_a_wrong_row_is_named_by_its_own_id(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(rows) - 1))
    named = [{**row, "_id": f"row{number}"} for number, row in enumerate(rows)]
    named[place]["born"] = "never"
    assert set(read(Everything, {"children": named}, ROWS).errors) >= {f"children-row{place}-born"}
    assert not any(path.startswith(f"children-row{place + 1}") for path in read(Child, named[place], ROWS).errors)


@given(ANYTHING)
def test_rows_that_are_no_rows_never_raise(rows: object) -> None:
    found = read(Everything, {"children": rows}, ROWS)
    assert "children" in vars(found.so_far) or any(path.startswith("children") for path in found.errors)


@given(st.text(min_size=1, max_size=20))
def test_only_rows_of_the_register_can_be_chosen(key: str) -> None:
    found = read(Everything, {"sure": "yes", "colour": key}, ROWS)
    chosen = [row for row in COLOURS if row.code == key.strip()]
    assert [vars(found.so_far).get("colour")] == (chosen or [None]) and ("colour" in found.errors) == (not chosen)


class Lines(Form):
    line = Text("Line", most=10)


@given(st.integers(11, 5_000))
def test_a_text_too_long_is_told_with_its_length(size: int) -> None:
    assert read(Lines, {"line": "ə" * size}, ROWS).errors["line"].values == {"most": 10, "length": size}
