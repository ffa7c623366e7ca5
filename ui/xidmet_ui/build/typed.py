"""Posted pairs <-> raw input of a form. Dates come in three boxes, rows under stable ids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from xidmet.contract.answers import SURE
from xidmet.contract.fields import Date, DateRange, Field, Moment
from xidmet.contract.form import Marks, Part
from xidmet.contract.registers import Lookup

DATE_PARTS = ("day", "month", "year")
MOMENT_PARTS = ("date", "time")
ROWS = "-row"  # under the path of rows with this end stand their ids
WHOSE = "-whose"  # under a question that was answered elsewhere too: "mine" or "theirs"
Pairs = Sequence[tuple[str, str]]
Posted = dict[str, list[str]]


def raw_of(fields: Iterable[Field[Any]], pairs: Pairs, prefix: str = "") -> dict[str, Any]:
    """Raw input of these fields from what was posted; a field that was not posted is empty, not absent.

    Rows are the exception: where the page showed them as a table only, nothing is said about them.
    """
    posted: Posted = {}
    for name, value in pairs:
        posted.setdefault(name, []).append(value)
    return _raw_of(fields, posted, prefix)


def _raw_of(fields: Iterable[Field[Any]], posted: Posted, prefix: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in fields:
        name = f"{prefix}{one.name}"
        if not one.asked or (_are_rows(one) and f"{name}{ROWS}" not in posted):
            continue
        found[one.name] = _raw(one, posted, name)
        if posted.get(f"{name}{SURE}"):
            found[one.name + SURE] = _last(posted, f"{name}{SURE}")
    return found


def _are_rows(one: Field[Any]) -> bool:
    return isinstance(one, Part) and bool(one.rows)


def _raw(one: Field[Any], posted: Posted, name: str) -> Any:
    if isinstance(one, Part) and one.rows:
        ids = [row for row in posted.get(f"{name}{ROWS}", []) if row]
        return [{"_id": row, **_raw_of(one.of.fields.values(), posted, f"{name}-{row}-")} for row in ids]
    if isinstance(one, Marks):
        written = {key.removeprefix(f"{name}-"): _last(posted, key) for key in posted if key.startswith(f"{name}-")}
        return {key: text for key, text in written.items() if text.strip()}
    if isinstance(one, Lookup) and one.may_be_typed and _is_typed(one, posted, name):
        return _raw_of(one.register.of.fields.values(), posted, f"{name}-")
    if one.rows:
        return [value for value in posted.get(name, []) if value]
    if isinstance(one, Part):
        return _raw_of(one.of.fields.values(), posted, f"{name}-")
    if isinstance(one, DateRange):
        return {end: _boxes(posted, f"{name}-{end}") for end in ("first", "last")}
    if isinstance(one, Date):
        return _boxes(posted, name)
    if isinstance(one, Moment) and f"{name}-date" in posted:
        return {part: _last(posted, f"{name}-{part}") for part in MOMENT_PARTS}
    return _last(posted, name)


def _is_typed(one: Lookup[Any], posted: Posted, name: str) -> bool:
    """The page asked for the whole row, because its register was silent."""
    return any(f"{name}-{column}" in posted for column in one.register.of.fields)


def _boxes(posted: Posted, name: str) -> dict[str, str]:
    return {part: _last(posted, f"{name}-{part}") for part in DATE_PARTS}


def _last(posted: Posted, name: str) -> str:
    return posted.get(name, [""])[-1]
