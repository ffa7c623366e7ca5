"""A form with every kind of question, and input for it: what people type, and anything else."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from xidmet import Choice, Codelist, Date, Form, Lookup, Marks, Money, Number, Part, Text, Upload, YesNo
from xidmet.contract.answers import Ask, Rows

colours = Codelist("colours", "Colours")
COLOURS = tuple(colours.of(code=code, name=name) for code, name in (("r", "Red"), ("g", "Green")))


class Child(Form):
    name = Text("Name", most=40)
    born = Date("Born")
    school = YesNo("At school?")
    which = Text("Which school?", most=40).when(school)


class Everything(Form):
    kind = Choice("Kind", {"short": "Short", "long": "Long"})
    until = Date("Until").when(kind == "long")
    why = Text("Why", format="long").when(kind == "long")
    amount = Money("Amount").optional()
    people = Number("People", least=0, most=500)
    sure = YesNo("Sure?")
    colour = Lookup("Colour", colours).when(sure)
    fin = Text("FIN", format="fin").optional()
    email = Text("E-mail", format="email").optional()
    phone = Text("Phone", format="phone").optional()
    hour = Text("Hour", format="time").optional()
    scan = Upload("Scan").optional()
    marks = Marks("Marks").optional()
    home = Part("Eldest child", Child).optional()
    children = Part("Children", Child).many(0, 3)


def offered(ask: Ask) -> tuple[Form, ...]:
    return tuple(row for row in COLOURS if ask.key in (None, row.code))


def not_fetched(ask: Ask) -> None:
    return None


ROWS: Rows = offered
# Surrogates and NUL included: a JSON body may hold both.
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=50)
HUGE = st.integers(4_000, 200_000).map(lambda size: "ə" * size)
NAMES = st.sampled_from([*Everything.fields, *Child.fields, "_id", "year", "month", "day"]) | ANY_TEXT
TYPED = st.sampled_from(
    [
        "short",
        "long",
        "yes",
        "no",
        "on",
        " 12 ",
        "1 234,50 ₼",
        "31.12.2026",
        "5VBK5VR",
        "a@b.az",
        "+994501234567",
        "9:30",
    ]
)
SCALAR = st.none() | st.booleans() | st.integers() | st.floats() | TYPED | ANY_TEXT | HUGE
ANYTHING = st.recursive(
    SCALAR, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(NAMES, inner, max_size=5), max_leaves=12
)


def posted() -> SearchStrategy[dict[str, Any]]:
    """Any data under the names of the form, and under any other name."""
    known = dict.fromkeys(Everything.fields, ANYTHING)
    return st.builds(
        lambda mine, others: {**others, **mine},
        st.fixed_dictionaries({}, optional=known),
        st.dictionaries(NAMES, ANYTHING, max_size=3),
    )


DAY = st.dates().map(lambda d: {"year": f"{d.year:04}", "month": str(d.month), "day": str(d.day)})
YES_NO = st.sampled_from(["yes", "no"])
LINE = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=40)
FILE = st.fixed_dictionaries(
    {
        "id": st.uuids().map(str),
        "name": LINE,
        "kind": st.sampled_from(["pdf", "png"]),
        "size": st.integers(1, 10**9),
        "sha256": st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    }
)
CHILD = st.fixed_dictionaries({"name": LINE, "born": DAY, "school": YES_NO, "which": LINE})


def filled() -> SearchStrategy[dict[str, Any]]:
    """Every question answered rightly, also those that the other answers hide."""
    amount = st.decimals(-(10**9), 10**9, places=2).map(lambda d: f"{d:,}".replace(",", " ").replace(".", ","))
    return st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["short", "long"]),
            "until": DAY,
            "why": LINE,
            "amount": amount,
            "people": st.integers(0, 500).map(str),
            "sure": YES_NO,
            "colour": st.sampled_from(["r", "g"]),
            "fin": st.from_regex(r"[0-9A-HJ-NP-Z]{7}", fullmatch=True),
            "email": st.from_regex(r"[a-z]{1,20}@[a-z]{1,20}\.az", fullmatch=True),
            "phone": st.sampled_from(["050 123 45 67", "+994 55 765 43 21", ""]),
            "hour": st.times().map(lambda t: f"{t:%H:%M}"),
            "scan": FILE,
            "marks": st.dictionaries(st.sampled_from(list(Everything.fields)), LINE, max_size=3),
            "home": CHILD,
            "children": st.lists(CHILD, max_size=3),
        }
    )
