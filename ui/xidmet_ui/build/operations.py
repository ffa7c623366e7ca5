"""What a button inside a form does to what was typed: a row is added or taken out, one of several is dropped.

An operation is posted as op=kind:path:value. Paths go through parts ("home-children"), never into another row.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xidmet.contract.answers import ROW_ID
from xidmet.contract.form import Form, Part

KINDS = ("add", "del", "drop", "take", "find")


@dataclass(frozen=True)
class Operation:
    """kind: add or del a row; drop or take one of several rows of a register; find: only look for some.

    row: the id of the row that is added.
    """

    kind: str
    path: str
    value: str
    row: str = ""

    @property
    def field(self) -> str:
        """The question of the form that it changes."""
        return self.path.partition("-")[0]

    @property
    def focus(self) -> str:
        """The id of the element that is looked at afterwards."""
        return f"{self.path}-{self.row}" if self.row else self.path if self.kind == "find" else f"f-{self.path}"


def operation(text: str) -> Operation | None:
    """The operation that a button asks for; None for buttons that send the page."""
    kind, _colon, rest = text.partition(":")
    path, _colon, value = rest.partition(":")
    if kind not in KINDS or not path:
        return None
    return Operation(kind, path, value, secrets.token_hex(4) if kind == "add" else "")


def applied(wanted: Operation, form: type[Form], typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, after the operation. A path that leads nowhere changes nothing."""
    return _at(form, typed, wanted.path.split("-"), wanted)


def _at(form: type[Form], typed: Mapping[str, Any], path: list[str], wanted: Operation) -> dict[str, Any]:
    name, rest = path[0], path[1:]
    one, value = form.fields.get(name), typed.get(name)
    if one is None or not one.asked:
        return dict(typed)
    if not rest:
        return {**typed, name: _changed(one.rows, value, wanted)} if one.rows else dict(typed)
    if not isinstance(one, Part):
        return dict(typed)
    if one.rows:  # a question of one row: path is rows, id, question ...
        rows = [_in_row(one, row, rest, wanted) for row in value or ()]
        return {**typed, name: rows}
    return {**typed, name: _at(one.of, value if isinstance(value, Mapping) else {}, rest, wanted)}


def _in_row(one: Part[Any], row: Any, rest: list[str], wanted: Operation) -> Any:
    mine = isinstance(row, Mapping) and str(row.get(ROW_ID)) == rest[0] and len(rest) > 1
    return _at(one.of, row, rest[1:], wanted) if mine else row


def _changed(rows: tuple[int, int], value: Any, wanted: Operation) -> list[Any]:
    given = list(value) if isinstance(value, list | tuple) else []
    if wanted.kind == "add" and len(given) < rows[1]:
        return [*given, {ROW_ID: wanted.row}]
    if wanted.kind == "take" and wanted.value not in given:
        return [*given, wanted.value]
    if wanted.kind in ("del", "drop"):
        return [one for one in given if (one.get(ROW_ID) if isinstance(one, Mapping) else one) != wanted.value]
    return given
