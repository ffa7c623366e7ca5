"""Conditions of a form as JSON Schema, where a stock validator can follow them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xidmet.contract.fields import Choice, Field, Number, Text, YesNo
from xidmet.contract.form import Form

Schema = dict[str, Any]


def shown_when(form: type[Form], field: Field[Any]) -> Schema | None:
    """A schema that holds exactly when the question is asked; None when JSON Schema has no words for it."""
    return {} if field.condition is None else _said(form, field.condition.data())


def _said(form: type[Form], data: Mapping[str, Any]) -> Schema | None:
    ((word, value),) = data.items()
    if word == "not":
        inner = _said(form, value)
        return None if inner is None else {"not": inner}
    if word in ("all", "any"):
        parts = [_said(form, one) for one in value]
        return None if None in parts else {f"{word}Of": parts}
    name, compared = value
    return _compared(form, name, word, compared)


def _compared(form: type[Form], name: str, word: str, value: Any) -> Schema | None:
    """An answer that is itself hidden is none, whatever was sent under its name."""
    field = form.fields.get(name)
    test = _test(field, word, value) if field is not None else None
    if field is None or test is None:
        return None
    here: Schema = {"properties": {name: test}, "required": [name]}
    asked = shown_when(form, field)
    if asked is None:
        return None
    return {"allOf": [asked, here]} if asked else here


def _test(field: Field[Any], word: str, value: Any) -> Schema | None:
    if word == "lt":
        return {"type": "integer", "exclusiveMaximum": int(value)} if isinstance(field, Number) else None
    if field.rows or not isinstance(field, Choice | Text | Number | YesNo):
        return None
    return {"const": value} if word == "eq" else {"enum": list(value)} if word == "in" else None
