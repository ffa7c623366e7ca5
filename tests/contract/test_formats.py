"""Input is forgiving: what people type and paste, and what it is understood as; and what is told when it can't be."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xidmet import Choice, Consent, DateRange, Days, Form, Money, Number, Part, Text
from xidmet.contract.answers import read
from xidmet.contract.fields import Date, Field
from xidmet.contract.formats import FORMATS

UNDERSTOOD = [
    (Text("", format="fin"), " 5vbk5vr ", "5VBK5VR"),
    (Text("", format="fin"), "5VВК5VR", "5VBK5VR"),  # Cyrillic В and К
    (Text("", format="fin"), "5vbk\u20115vr", "5VBK5VR"),  # a dash that does not break
    (Text("", format="voen"), "140 005 74 21", "1400057421"),
    (Text("", format="identity-card"), "аа1234567", "AA1234567"),  # Cyrillic а
    (Text("", format="identity-card"), "AZE № 12345678".replace("№ ", ""), "AZE12345678"),
    (Text("", format="residence-card"), "myi 1234567", "MYİ1234567"),
    (Text("", format="residence-card"), "DYİ-123456", "DYİ123456"),
    (Text("", format="passport"), "c 1234 5678", "C12345678"),
    (Text("", format="iban"), "az21 nabz 0000 0000 1370 1000 1944", "AZ21NABZ00000000137010001944"),
    (Text("", format="postal-code"), "1000", "AZ1000"),
    (Text("", format="postal-code"), "az 1000", "AZ1000"),
    (Text("", format="phone"), "050–123–45–67", "+994501234567"),
    (Text("", format="phone"), "(+994 50) 1234567", "+994501234567"),
    (Text("", format="email"), " leyla @numune.example ", "leyla@numune.example"),
    (Text("", format="time"), "9.30", "09:30"),
    (Text("", format="time"), "21", "21:00"),
    (Text("", format="time"), "7-05", "07:05"),
    (Text("", format="name"), "  Əliyeva–Quliyeva ", "Əliyeva-Quliyeva"),
    (Text("", format="name"), "O’Brien", "O'Brien"),
    (Text("", format="patronymic"), "Rəşid OGLU", "Rəşid oğlu"),
    (Text("", format="patronymic"), "Rauf кызы", "Rauf qızı"),
    (Text("", format="patronymic"), "Rauf", "Rauf"),
    (Text(""), "one\u00a0 two\t\u200bthree", "one two three"),
    (Text("", format="long"), "a\r\nb\rc ", "a\nb\nc"),
    (Number(""), "1 234", 1234),
    (Number(""), "1\u00a0234", 1234),
    (Number(""), "−5", -5),
    (Money(""), "1 234,50 ₼", "1234.50"),
    (Money(""), "1.234,50", "1234.50"),
    (Money(""), "1,234.50 AZN", "1234.50"),
    (Money(""), "12", "12"),
    (Date(""), {"day": "31.12.2026", "month": "", "year": ""}, "2026-12-31"),
    (Date(""), {"day": "5", "month": "dekabr", "year": "2026"}, "2026-12-05"),
    (Date(""), {"day": "5", "month": "дек.", "year": "2026"}, "2026-12-05"),
    (Date(""), "5 may 2026", "2026-05-05"),
    (Date(""), "31–12–2026", "2026-12-31"),
    (Consent(""), "yes", True),
]
REFUSED = [
    (Text("", format="fin"), "5VBK5V", "A FIN has 7 characters; you typed {length}."),
    (Text("", format="fin"), "5VBK5VI", "A FIN has digits and Latin letters, without I and O."),
    (Text("", format="voen"), "140005742", "A VÖEN has 10 digits; you typed {length}."),
    (Text("", format="voen"), "1400057423", "A VÖEN ends in 1"),
    (Text("", format="identity-card"), "1234567", "An identity card has AA and 7 digits"),
    (Text("", format="residence-card"), "XYİ1234567", "A residence card has MYİ or DYİ"),
    (Text("", format="iban"), "AZ21NABZ0000000013701000194", "An IBAN of Azerbaijan has 28 characters"),
    (Text("", format="iban"), "AZ22NABZ00000000137010001944", "This IBAN is mistyped"),
    (Text("", format="postal-code"), "AZ10", "A postal code has AZ and 4 digits"),
    (Text("", format="phone"), "050 123", "There is no such phone number."),
    (Text("", format="email"), "leyla@", "Type an e-mail address"),
    (Text("", format="time"), "24:00", "Type the time with 24 hours"),
    (Text("", format="name"), "R2-D2", "A name has letters only"),
    (Consent(""), "no", "Tick the box to go on"),
    (
        DateRange(""),
        {"first": {"day": "1", "month": "1", "year": "2026"}, "last": {}},
        "Give the first day and the last",
    ),
    (
        DateRange("", most_days=2),
        {"first": "2026-01-01", "last": "2026-01-03"},
        "At most {most} days; these are {length}.",
    ),
    (DateRange(""), {"first": "2026-01-03", "last": "2026-01-01"}, "The last day is before the first one."),
]


def form_of(field: Field[Any]) -> type[Form]:
    return type("One", (Form,), {"answer": field})


@pytest.mark.parametrize(("field", "typed", "meant"), UNDERSTOOD, ids=lambda value: str(value)[:30])
def test_it_is_understood(field: Field[Any], typed: object, meant: object) -> None:
    found = read(form_of(field), {"answer": typed}, lambda ask: ())
    assert found.errors == {}
    value = vars(found.so_far)["answer"]
    assert (value if isinstance(meant, bool | int) else str(value)) == meant


@pytest.mark.parametrize(("field", "typed", "said"), REFUSED, ids=lambda value: str(value)[:30])
def test_it_is_refused_with_its_mend(field: Field[Any], typed: object, said: str) -> None:
    assert read(form_of(field), {"answer": typed}, lambda ask: ()).errors["answer"].text.startswith(said)


@pytest.mark.parametrize("name", [name for name, form in FORMATS.items() if form.example])
def test_an_example_is_right(name: Any) -> None:
    assert read(form_of(Text("", format=name)), {"answer": FORMATS[name].example}, lambda ask: ()).errors == {}


@given(st.sampled_from(sorted(FORMATS)), st.text(max_size=40))
def test_what_was_understood_is_understood_again_as_the_same(name: Any, typed: str) -> None:
    form = form_of(Text("", format=name))
    first = read(form, {"answer": typed}, lambda ask: (), doubting=False)
    if not first.errors:
        again = read(form, {"answer": vars(first.so_far)["answer"]}, lambda ask: (), doubting=False)
        assert again.errors == {} and again.so_far == first.so_far


class Row(Form):
    fin = Text("FIN", format="fin")


class Rows(Form):
    span = DateRange("Span")
    colours = Choice("Colours", {"r": "Red", "g": "Green"}).many(1, 2)
    rows = Part("Rows", Row, key=Row.fin).many(0, 5)


@given(st.lists(st.sampled_from(["5VBK5VR", "94FMDDD", "2XKH7PC"]), max_size=5))
def test_of_two_alike_the_second_row_is_wrong(fins: list[str]) -> None:
    raw = {"rows": [{"_id": f"r{place}", "fin": fin} for place, fin in enumerate(fins)]}
    wrong = {path for path in read(Rows, raw, lambda ask: ()).errors if path.startswith("rows")}
    assert wrong == {f"rows-r{place}-fin" for place, fin in enumerate(fins) if fin in fins[:place]}


@given(st.lists(st.sampled_from(["r", "g", "x", ""]), max_size=6))
def test_several_answers_are_each_there_once(chosen: list[str]) -> None:
    found = read(Rows, {"colours": chosen}, lambda ask: ())
    given_ = list(dict.fromkeys(one for one in chosen if one))
    if given_ and "x" not in given_:
        assert vars(found.so_far)["colours"] == tuple(given_)
    else:
        assert any(path.startswith("colours") for path in found.errors)


@given(st.dates(), st.dates())
def test_two_days_are_a_span_only_in_their_order(first: Any, last: Any) -> None:
    found = read(Rows, {"span": {"first": f"{first:%Y-%m-%d}".zfill(10), "last": last.isoformat()}}, lambda ask: ())
    if first <= last:
        assert vars(found.so_far)["span"] == Days(first, last)
    else:
        assert "span" in found.errors
