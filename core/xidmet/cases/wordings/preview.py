"""A notice as somebody would read it, about a case that is made up: invented from the types of the questions alone."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from xidmet import clock
from xidmet.cases.wordings.find import Place
from xidmet.cases.wordings.names import fields_of
from xidmet.contract.fields import Choice, Date, Derived, Field, Moment, Money, Number, Text, YesNo
from xidmet.contract.formats import FORMATS
from xidmet.contract.texts import _
from xidmet.language import Translator, translator

NUMBER, PAPER = "2026-12345678", "XXXX-XXXX-XXXX-X"
SOON = dt.timedelta(days=14)


def preview(at: Place, text: str, language: str) -> str:
    """text: as it would be in force in this language, whose braces are right."""
    words = translator(language, at.plugin)
    values: dict[str, object] = {name: invented(one, words) for name, one in fields_of(at.service).items()}
    values["number"] = PAPER if at.transition.issues else NUMBER
    values["state"] = words.text(at.transition.target.label)
    values["deadline"] = clock.today() + SOON
    values["officer"] = words.text(_("name of the officer"))
    values["link"] = f"/cases/{NUMBER}"
    return words.text(text, **values)


def invented(one: Field[Any], words: Translator) -> str:
    """An answer of this type; where nothing can be made up, what is asked, in marks."""
    like = one.like if isinstance(one, Derived) and one.like is not None else one
    if isinstance(like, Choice):
        return words.text(next(iter(like.options.values())))
    if isinstance(like, Date):
        return words.date(clock.today() + SOON)
    if isinstance(like, Moment):
        return words.moment(clock.now() + SOON)
    if isinstance(like, Money):
        return words.money(Decimal(100))
    if isinstance(like, Number):
        return words.number(max(like.least or 0, 3))
    if isinstance(like, YesNo):
        return words.text(_("Yes"))
    if isinstance(like, Text) and (like.example or FORMATS[like.format].example):
        return words.text(like.example) if like.example else FORMATS[like.format].example
    return f"‹{words.text(one.label)}›"
