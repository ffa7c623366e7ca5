"""A part of the copy: the same rows for programs and for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xidmet.contract.texts import _
from xidmet.language import Translator

NOTHING = _("There is nothing.")
WIDEST = 6  # columns of a table on paper


@dataclass(frozen=True)
class Column:
    """key: in data.json; what it says is documented by label. texts: code -> msgid of what a person reads for it.

    printed: it stands on paper, too. shown: key of what stands there in its place.
    """

    key: str
    label: str
    texts: Mapping[str, str] = field(default_factory=dict)
    printed: bool = True
    shown: str = ""


@dataclass(frozen=True)
class Section:
    """key: in data.json. single: it is one row, of one person, and no list."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Mapping[str, Any]]
    single: bool = False

    @property
    def data(self) -> Any:
        """For programs; nothing that is not documented."""
        keys = [column.key for column in self.columns]
        rows = [{key: plain(row.get(key)) for key in keys} for row in self.rows]
        return (rows[0] if rows else {}) if self.single else rows


def plain(value: Any) -> Any:
    """As JSON has it: moments and days as ISO 8601 writes them, in UTC."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple | set | frozenset):
        return [plain(one) for one in value]
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    return str(value)


def group(section: Section, words: Translator) -> dict[str, Any]:
    """For people: a line for each value of a single one, else a table."""
    columns = [one for one in section.columns if one.printed]
    if not section.rows:
        lines = [line(words.text(NOTHING), "")]
    elif section.single:
        row = section.rows[0]
        lines = [line(words.text(one.label), said) for one in columns if (said := _said(one, row, words))]
    else:
        shown = columns[:WIDEST]
        body = [[_said(one, row, words) for one in shown] for row in section.rows]
        lines = [table("", [words.text(one.label) for one in shown], body)]
    return {"title": words.text(section.title), "lines": lines}


def line(label: str, text: str) -> dict[str, Any]:
    return {"label": label, "text": text, "note": "", "depth": 0}


def table(label: str, columns: list[str], rows: list[list[str]]) -> dict[str, Any]:
    return {"label": label, "note": "", "depth": 0, "table": {"columns": columns, "rows": rows}}


def _said(column: Column, row: Mapping[str, Any], words: Translator) -> str:
    value = row.get(column.shown or column.key)
    if isinstance(value, bool):
        return words.text(_("Yes") if value else _("No"))
    if column.texts and value is not None:
        return words.text(column.texts.get(str(value), str(value)))
    if isinstance(value, tuple | list | set | frozenset):
        return ", ".join(str(one) for one in value)
    return words.show(value)
