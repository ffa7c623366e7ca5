"""Answers as plain JSON data, and back: for the store, and for other machines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from xidmet.contract.attached import Attached
from xidmet.contract.compiled import adapter
from xidmet.contract.fields import Days, Derived, Field, Money
from xidmet.contract.form import F, Form, Marks, Part
from xidmet.contract.registers import Lookup


def to_json(answers: Form) -> dict[str, Any]:
    """Answers as plain JSON data for other machines, money in manat as text; rows of registers as they are now."""
    return {name: _json(value) for name, value in vars(answers).items()}


def _json(value: Any) -> Any:
    if isinstance(value, Form):
        return to_json(value)
    if isinstance(value, tuple | list):
        return [_json(one) for one in value]
    if isinstance(value, Attached):
        return dict(vars(value))
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, Days):
        return {"first": value.first.isoformat(), "last": value.last.isoformat()}
    return str(value) if isinstance(value, Decimal) else value


def to_store(answers: Form) -> dict[str, Any]:
    """Answers as plain JSON data for the store: money is a whole number of qəpik, so that 10 and 10.00 are the same.

    Raises ValueError for a part of a qəpik, which would be lost.
    """
    fields = type(answers).fields
    return {name: stored(fields.get(name), value) for name, value in vars(answers).items()}


def stored(field: Field[Any] | None, value: Any) -> Any:
    if isinstance(value, Form):
        return to_store(value)
    if isinstance(value, tuple | list):
        return [stored(field, one) for one in value]
    if field is None or value is None or not isinstance(like_of(field), Money):
        return _json(value)
    whole = int(value * 100)
    if whole != value * 100:
        raise ValueError(f"{field.name} is {value}: an amount of money has at most two decimal places.")
    return whole


def like_of(field: Field[Any]) -> Field[Any]:
    """The field whose kind of answer this one has."""
    return field.like if isinstance(field, Derived) and field.like is not None else field


def from_json(form: type[F], data: Mapping[str, Any]) -> F:
    """Answers from to_store or to_json; fields that were not answered then raise NotYet when they are read."""
    return form(**{name: _restored(form.fields[name], value) for name, value in data.items() if name in form.fields})


def _restored(field: Field[Any], value: Any) -> Any:
    if value is None:
        return None
    if field.rows and isinstance(value, list):
        return tuple(restored_one(field, one) for one in value)
    return restored_one(field, value)


def restored_one(field: Field[Any], value: Any) -> Any:
    like = like_of(field)
    if isinstance(like, Money) and isinstance(value, int):
        return Decimal(value) / 100
    if isinstance(like, Part):
        return from_json(like.of, value)
    if isinstance(like, Lookup):
        return from_json(like.register.of, value)
    if isinstance(like, Marks):
        return value
    return adapter(like).validate_python(value)
