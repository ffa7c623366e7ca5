"""Answers as somebody would type them again: to correct some of them, or to apply anew from an old case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from xidmet.contract.answers import ROW_ID, SURE, row_key
from xidmet.contract.attached import Attached
from xidmet.contract.fields import Days, Field, Text
from xidmet.contract.form import Form, Part
from xidmet.contract.formats import FORMATS
from xidmet.contract.registers import Lookup


def retyped(answers: Form, unconfirmed: Collection[str] = ()) -> dict[str, Any]:
    """Raw input that reads as these answers; what was doubted and confirmed then is not doubted again.

    unconfirmed: look-ups whose whole row was typed.
    """
    fields, found = type(answers).fields, dict[str, Any]()
    for name, value in vars(answers).items():
        field = fields.get(name)
        if field is None or not field.asked or value is None:
            continue
        if name in unconfirmed and isinstance(value, Form):
            found[name] = retyped(value)
            continue
        rows = isinstance(value, tuple)
        found[name] = [_row(field, one, place) for place, one in enumerate(value, 1)] if rows else _one(field, value)
        if isinstance(field, Text) and isinstance(value, str) and _doubted(field, value):
            found[name + SURE] = value
    return found


def _row(field: Field[Any], value: Any, place: int) -> Any:
    """A row of a part gets an id of its own, by which the page names it."""
    typed = _one(field, value)
    return {ROW_ID: f"r{place}", **typed} if isinstance(field, Part) else typed


def _one(field: Field[Any], value: Any) -> Any:
    if isinstance(value, Form):
        return row_key(value) if isinstance(field, Lookup) else retyped(value)
    if isinstance(value, Attached):
        return dict(vars(value))
    if isinstance(value, Days):
        return {"first": _boxes(value.first), "last": _boxes(value.last)}
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, dt.date):
        return _boxes(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return dict(value) if isinstance(value, dict) else str(value)


def _boxes(day: dt.date) -> dict[str, str]:
    return {"day": str(day.day), "month": str(day.month), "year": str(day.year)}


def _doubted(field: Text, value: str) -> bool:
    doubt = FORMATS[field.format].doubt
    return doubt is not None and doubt(value) is not None
