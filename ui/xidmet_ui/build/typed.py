"""Posted pairs <-> raw input of a form. Dates come in three boxes, rows under stable ids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from xidmet.contract.fields import Date, Field
from xidmet.contract.form import Form, Part

DATE_PARTS = ("day", "month", "year")
Pairs = Sequence[tuple[str, str]]


def raw_of(fields: Iterable[Field[Any]], pairs: Pairs, prefix: str = "") -> dict[str, Any]:
    """Raw input of these fields from what was posted; a field that was not posted is empty, not absent."""
    posted: dict[str, list[str]] = {}
    for name, value in pairs:
        posted.setdefault(name, []).append(value)
    return {field.name: _raw(field, posted, f"{prefix}{field.name}") for field in fields if field.asked}


def _raw(field: Field[Any], posted: dict[str, list[str]], name: str) -> Any:
    if field.rows and isinstance(field, Part):
        return [{"_id": row, **_inner(field.of, posted, f"{name}-{row}-")} for row in posted.get(f"{name}-row", [])]
    if field.rows:
        return [value for value in posted.get(name, []) if value]
    if isinstance(field, Part):
        return _inner(field.of, posted, f"{name}-")
    if isinstance(field, Date):
        return {part: _last(posted, f"{name}-{part}") for part in DATE_PARTS}
    return _last(posted, name)


def _inner(form: type[Form], posted: dict[str, list[str]], prefix: str) -> dict[str, Any]:
    return {field.name: _raw(field, posted, f"{prefix}{field.name}") for field in form.fields.values() if field.asked}


def _last(posted: dict[str, list[str]], name: str) -> str:
    return posted.get(name, [""])[-1]
