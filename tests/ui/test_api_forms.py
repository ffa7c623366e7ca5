"""A form as JSON Schema: a stock validator accepts what the portal accepts, and what is given out can be sent again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from xidmet import Choice, Date, Form, Money, Number, Text, YesNo, derived
from xidmet.contract.answers import Answers, read
from xidmet.contract.attached import Attached
from xidmet.contract.uploads import named, resolved
from xidmet.errors import WrongAnswers
from xidmet.language import translator
from xidmet_ui.api.form_schema import Asks, form_schema
from xidmet_ui.api.natural import given_of, natural_of, typed_of

from tests.contract.forms import LINE, ROWS, Everything, filled, posted
from tests.ui.browser import SLUG, Portal
from tests.ui.machine import form_validator

WORDS = translator("en")
MISSING = object()


def schema_of(form: type[Form]) -> dict[str, Any]:
    return form_schema(form, "Title", Asks("slug", WORDS))


VALID = form_validator(schema_of(Everything))


def some(values: dict[str, SearchStrategy[Any]]) -> SearchStrategy[dict[str, Any]]:
    """Each of them, nothing in its place, or null."""
    mixed = {name: value | st.none() | st.just(MISSING) for name, value in values.items()}
    return st.fixed_dictionaries(mixed).map(lambda all_: {n: v for n, v in all_.items() if v is not MISSING})


# Spelled as the API spells it, or of a type that nothing forgives.
STRANGE = st.sampled_from([7, ["x"], {"x": {}}])
DAY = st.dates(min_value=dt.date(1000, 1, 1)).map(lambda day: day.isoformat())
CHILD: dict[str, SearchStrategy[Any]] = {
    "name": LINE | STRANGE,
    "born": DAY | st.sampled_from(["soon", "2026-02-31"]),
    "school": st.booleans() | st.just("perhaps"),
    "which": LINE,
}
ANSWERS: dict[str, SearchStrategy[Any]] = {
    "kind": st.sampled_from(["short", "long", "long", "middle", 1]),
    "until": DAY,
    "why": LINE | STRANGE,
    "amount": st.sampled_from(["1234.50", "-0.01", "1000000000000", "1000000000000.01", "1.234", "x", 5]),
    "people": st.integers(-2, 503) | st.sampled_from([1.5, "many", True]),
    "sure": st.booleans(),
    "colour": st.sampled_from(["r", "g"]),
    "fin": st.sampled_from(["5VBK5VR", "5VBK5V", "5VBK5VO", 5]),
    "email": st.sampled_from(["a@numune.example", "a", ["a@b.az"]]),
    "phone": st.sampled_from(["+994501234567", "050", 50]),
    "hour": st.sampled_from(["09:30", "23:59", "24:00", "9h"]),
    "scan": st.uuids().map(str) | STRANGE,
    "marks": st.just({"kind": "Look again."}) | st.just("x"),
    "home": some(CHILD),
    "children": st.lists(some(CHILD), max_size=4) | st.just("two"),
}
RIGHT: dict[str, Any] = {"kind": "short", "people": 3, "sure": False, "children": []}


def understood(form: type[Form], typed: dict[str, Any]) -> Answers[Any]:
    """As the portal reads it, for a case to which every document belongs that is named."""
    ids = {one for given_ in named(form, typed).values() for one in given_}
    known = {one: Attached(one, "a.pdf", "pdf", 1, "0" * 64) for one in ids}
    return read(form, resolved(form, typed, known), ROWS)


def accepted(form: type[Form], answers: dict[str, Any]) -> bool:
    try:
        return not understood(form, typed_of(form, answers, "/answers")).errors
    except WrongAnswers:
        return False


@given(some(ANSWERS))
def test_the_schema_and_the_portal_accept_the_same(answers: dict[str, Any]) -> None:
    together = {**RIGHT, **answers}
    if together.get("home") and not any(value is not None for value in together["home"].values()):
        del together["home"]  # all of it left empty is, to the portal, nothing
    assert VALID.is_valid(together) == accepted(Everything, together), together


@given(st.sampled_from(sorted(ANSWERS)), st.data())
def test_one_answer_alone_decides_it(name: str, data: st.DataObject) -> None:
    """So that both sides are often right."""
    answers = {**RIGHT, name: data.draw(ANSWERS[name])}
    if name == "home" and not any(value is not None for value in answers[name].values()):
        answers["home"] = None
    assert VALID.is_valid(answers) == accepted(Everything, answers), answers


@given(filled())
def test_what_pages_post_is_given_out_as_the_schema_says(raw: dict[str, Any]) -> None:
    found = read(Everything, raw, ROWS)
    assert found.errors == {}
    for given_out in (given_of(found.so_far), natural_of(Everything, raw)):
        again = understood(Everything, typed_of(Everything, given_out, "/answers"))
        assert (given_of(again.so_far), again.errors) == (given_of(found.so_far), {})
    VALID.validate(given_of(found.so_far))


@given(posted())
def test_what_is_right_however_it_was_typed_fits_the_schema(raw: dict[str, Any]) -> None:
    try:
        found = read(Everything, typed_of(Everything, raw, ""), ROWS)
    except WrongAnswers as wrong:
        assert all(pointer.startswith("/") for pointer in wrong.errors)
        return
    if not found.errors:
        VALID.validate(given_of(found.so_far))


@given(posted())
def test_whatever_was_kept_can_be_sent_again(raw: dict[str, Any]) -> None:
    try:
        typed = typed_of(Everything, raw, "")
    except WrongAnswers:
        return
    again = typed_of(Everything, natural_of(Everything, typed), "")
    first, second = read(Everything, typed, ROWS), read(Everything, again, ROWS)
    assert vars(first.so_far) == vars(second.so_far) and set(first.errors) == set(second.errors)


class Conditions(Form):
    kind = Choice("Kind", {"a": "A", "b": "B", "c": "C"})
    people = Number("People").optional()
    sure = YesNo("Sure?").when(kind.one_of("a", "b"))
    small = Text("Small").when(people < 5)
    both = Text("Both").when((kind == "a") & (people < 5))
    either = Text("Either").when((kind == "b") | (people < 0))
    not_sure = Text("Not sure").when(~(sure == True))  # noqa: E712  # builds a condition
    behind = Text("Behind").when(small == "x")
    since = Date("Since").optional()
    pay = Money("Pay").when(since < "2027-01-01")

    @derived("Twice")
    def twice(self) -> int:
        return 2 * (self.people or 0)

    many = Text("Many").when(twice == 4)


@given(
    some(
        {
            "kind": st.sampled_from(["a", "b", "c"]),
            "people": st.integers(-2, 7),
            "sure": st.booleans(),
            "small": st.sampled_from(["x", "y"]),
            **dict.fromkeys(("both", "either", "not_sure", "behind"), st.just("x")),
        }
    )
)
def test_conditions_mean_the_same_in_the_schema(answers: dict[str, Any]) -> None:
    answers |= {"many": "x"}
    assert form_validator(schema_of(Conditions)).is_valid(answers) == accepted(Conditions, answers), answers


def test_conditions_without_words_in_json_schema_are_still_data() -> None:
    schema = schema_of(Conditions)
    asked = schema["properties"]
    assert asked["many"]["x-condition"] == {"eq": ["twice", 4]}
    assert asked["pay"]["x-condition"] == {"lt": ["since", "2027-01-01"]}
    assert asked["both"]["x-condition"] == {"all": [{"eq": ["kind", "a"]}, {"lt": ["people", "5"]}]}
    required = {name for one in schema["allOf"] for name in one["then"]["required"]}
    assert required == {"sure", "small", "both", "either", "not_sure", "behind"} and schema["required"] == ["kind"]
    assert schema["x-derived"] == [{"name": "twice", "title": "Twice"}]


@pytest.mark.parametrize("language", ["az", "en", "ru"])
async def test_a_form_is_told_in_the_language_that_is_asked_for(portal: Portal, language: str) -> None:
    client = portal.browser().client
    form = (await client.get(f"/api/v1/services/{SLUG}/form", headers={"Accept-Language": language})).json()
    words = translator(language, "employment_certificate")
    assert form["properties"]["kind"]["title"] == words.text("Kind of certificate")
    assert form["properties"]["kind"]["oneOf"][0]["title"] == words.text("Employment")
    assert [step["name"] for step in form["x-steps"]] == ["employment", "certificate", "contact"]
    passport = (await client.get(f"/api/v1/services/{SLUG}", headers={"Accept-Language": language})).json()
    assert passport["title"] == words.text("Employment certificate") and len(passport["states"]) == 6
    assert passport["law"] and passport["who"] and passport["term"] and passport["fee"]


async def test_a_service_that_is_not_there(portal: Portal) -> None:
    for path in ("/api/v1/services/none", "/api/v1/services/none/form"):
        assert (await portal.browser().client.get(path)).status_code == 404
