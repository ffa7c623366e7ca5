"""What is asked about a row of a table: the fields of its own form, as questions and as columns of a file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from xidmet import clock
from xidmet.cases.agency_tables.periods import Row
from xidmet.contract.answers import row_key
from xidmet.contract.fields import Consent, Text
from xidmet.contract.form import Form, Part
from xidmet.contract.texts import _
from xidmet.registers.kept import VERSION, Kept
from xidmet.store.agency_tables import MOST

REASON, PAST = "change_reason", "change_past"
WHY = Text(
    _("Why is it changed?"),
    most=300,
    hint=_("The act that it rests on, with its number and date, or what was wrong. It stands beside the change."),
)
MEANT = Consent(_("Days that have passed are meant, too"))
WHY.named("Change", REASON)
MEANT.named("Change", PAST)


@lru_cache(512)
def row_form(kept: Kept, *, with_key: bool) -> type[Form]:
    """with_key: for a new row; the key of a row that stands stays as it is."""
    fields: dict[str, Any] = {one.name: one for one in kept.fields if with_key or one.name != kept.register.key}
    return type("TableRow", (Form,), {**fields, REASON: WHY, PAST: MEANT.optional()})


@lru_cache(512)
def rows_part(kept: Kept) -> Part[Any]:
    """All rows, as they stand in a file."""
    fields: dict[str, Any] = {one.name: one for one in kept.fields}
    rows: Any = Part[Any](kept.register.label, type("TableRows", (Form,), fields)).many(0, MOST)
    part: Part[Any] = rows
    return part


def whole(kept: Kept, given: Mapping[str, Any], was: Row | None) -> Form:
    """The row as it would stand. given: answers by name. was: the row in whose place it comes.

    A new one without a first day begins today: nobody means that it has always been so.
    """
    row: dict[str, Any] = {name: given.get(name) for name in (one.name for one in kept.fields)}
    if was is not None:
        row[kept.register.key] = vars(was.form).get(kept.register.key)
    if kept.is_code_list:
        row[VERSION] = vars(was.form).get(VERSION) if was else None
    if was is None and kept.period and row[kept.period[0].name] is None:
        row[kept.period[0].name] = clock.today()
    return kept.of(**row)


def typed_of(kept: Kept, row: Row) -> dict[str, Any]:
    """A row as it would be typed."""
    return {one.name: _typed(vars(row.form).get(one.name)) for one in kept.fields}


def _typed(value: Any) -> str | list[Any]:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return [_typed(one) for one in value]
    if isinstance(value, Form):
        return row_key(value)
    return "" if value is None else str(value)
