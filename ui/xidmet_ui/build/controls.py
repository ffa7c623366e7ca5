"""How a kind of question is asked: which control, which keyboard, which memory of the browser."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup
from xidmet.contract.fields import (
    Choice,
    Consent,
    Date,
    DateRange,
    Derived,
    Field,
    Moment,
    Money,
    Number,
    Text,
    Upload,
    YesNo,
)
from xidmet.contract.form import Marks, Part
from xidmet.contract.formats import FORMATS

FEW_OPTIONS = 7
WIDGETS: dict[type[Field[Any]], str] = {
    Date: "date",
    DateRange: "date-range",
    Moment: "moment",
    Number: "number",
    Money: "money",
    Consent: "consent",
    Derived: "shown",
    Upload: "upload",
    Marks: "marks",
    YesNo: "radio",
}
INPUT = {"email": "email", "phone": "tel", "password": "password", "long": "long"}
NARROW = {"phone", "fin", "voen", "identity-card", "passport", "residence-card", "postal-code", "time"}
CAPITALS = {"fin", "identity-card", "passport", "residence-card", "iban", "postal-code"}
DIGITS = {"voen": "numeric", "time": "numeric"}
AUTOCOMPLETE = {
    "email": "email",
    "phone": "tel",
    "password": "new-password",
    "postal-code": "postal-code",
    "surname": "family-name",
    "given_name": "given-name",
    "patronymic": "additional-name",
}
TAGS = {"p", "ul", "ol", "li", "a", "strong", "em", "br", "h3", "h4", "code", "blockquote"}


@dataclass(frozen=True)
class Control:
    widget: str
    autocomplete: str = "off"
    inputmode: str = ""
    narrow: bool = False
    capitals: bool = False
    most: int = 0
    example: str = ""


@cache
def control(one: Field[Any]) -> Control:
    """How this question is asked; look-ups, whose rows decide, are not asked about here."""
    if isinstance(one, Part):
        return Control("rows" if one.rows else "group")
    if isinstance(one, Choice):
        return Control("checks" if one.rows else "radio" if len(one.options) <= FEW_OPTIONS else "select")
    if isinstance(one, Number | Money):
        return Control(WIDGETS[type(one)], inputmode="numeric" if isinstance(one, Number) else "decimal", narrow=True)
    if isinstance(one, Text):
        return _text(one)
    return Control(next((widget for kind, widget in WIDGETS.items() if isinstance(one, kind)), "text"))


def _text(one: Text) -> Control:
    return Control(
        widget=INPUT.get(one.format, "text"),
        autocomplete=AUTOCOMPLETE.get(one.format, AUTOCOMPLETE.get(one.name, "off")),
        inputmode=DIGITS.get(one.format, ""),
        narrow=one.format in NARROW,
        capitals=one.format in CAPITALS,
        most=one.most,
        example=one.example or FORMATS[one.format].example,
    )


@cache
def rendered_help(text: str) -> Markup:
    """Markdown of an author as HTML, with nothing left that could run or dress up as a part of the portal."""
    html = MarkdownIt("commonmark", {"html": False}).render(text)
    return Markup(nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"https", "mailto", "tel"}))  # noqa: S704
