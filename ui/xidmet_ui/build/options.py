"""What may be chosen: options of a choice, rows of a register as a list or a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from xidmet.contract.answers import row_key
from xidmet.contract.fields import Choice, Date, Field, Money, Text, YesNo
from xidmet.contract.form import Form
from xidmet.contract.registers import Code, Codelist, Lookup
from xidmet.contract.shown import name_of, show
from xidmet.contract.texts import _
from xidmet.language import Translator

from xidmet_ui.build.controls import FEW_OPTIONS
from xidmet_ui.build.question import Option

MOST_OWN, MOST_FOUND = 6, 4  # columns of a table: the whole width of a page, or beneath a question


@dataclass(frozen=True)
class Offer:
    widget: str
    options: tuple[Option, ...]
    columns: tuple[str, ...] = ()


def choice(one: Choice | YesNo, typed: Any, words: Translator) -> tuple[Option, ...]:
    chosen = set(typed) if isinstance(typed, list | tuple) else {typed}
    pairs = one.options.items() if isinstance(one, Choice) else (("yes", _("Yes")), ("no", _("No")))
    return tuple(Option(value, words.text(label), value in chosen) for value, label in pairs)


def lookup(
    one: Lookup[Any], rows: Sequence[Form], typed: Any, words: Translator, *, searched: bool, narrowed: bool
) -> Offer:
    """One possible row is shown; own rows are a table; a few others a list; many are searched, the hits a table.

    searched: there are too many rows to list; rows are then those that were chosen, or found. narrowed: rows are what a
    search left, so a single one of them is not the only possible one.
    """
    shown = columns_of(one, MOST_OWN if one.own else MOST_FOUND)
    columns = tuple(words.text(column.label) for column in shown)
    options = tuple(_option(shown, row, typed, words) for row in rows)
    if searched:
        named = tuple(replace(o, label=line_of(row, words.language)) for o, row in zip(options, rows, strict=True))
        return Offer("chips" if one.rows else "search", named, columns)
    if one.rows:
        return Offer("checks", options)
    if len(rows) == 1 and one.required and not narrowed:
        return Offer("shown", (Option(row_key(rows[0]), label_of(rows[0], words), True),))
    if one.own:
        return Offer("table", options, columns)
    return Offer("radio" if len(options) <= FEW_OPTIONS else "select", options)


def _option(columns: Sequence[Field[Any]], row: Form, typed: Any, words: Translator) -> Option:
    cells = tuple(_cell(column, row, words) for column in columns)
    key = row_key(row)
    chosen = key in typed if isinstance(typed, list | tuple) else key == typed
    return Option(key, label_of(row, words), chosen, cells)


def label_of(row: Form, words: Translator) -> str:
    """A row's name, and what it costs."""
    amounts = [show(one, vars(row).get(one.name), words) for one in type(row).fields.values() if isinstance(one, Money)]
    return " · ".join(part for part in (name_of(row, words.language), *amounts) if part)


def _cell(column: Field[Any], row: Form, words: Translator) -> str:
    """A name is shown in the reader's language where the row has it."""
    if column.name == "name":
        return name_of(row, words.language)
    return show(column, vars(row).get(column.name), words)


def columns_of(one: Lookup[Any], most: int) -> list[Field[Any]]:
    """What tells rows apart in a table: the key, what is searched for, dates, short texts; of a code list its code."""
    if isinstance(one.register, Codelist):
        return [one.register.of.fields["code"], one.register.of.fields["name"]]
    return telling(list(one.register.of.fields.values()), most)


def telling(fields: Sequence[Field[Any]], most: int) -> list[Field[Any]]:
    """The fields that tell rows apart best, in their own order.

    Places, not fields, are compared: a field compared with == makes a condition.
    """
    order = sorted(range(len(fields)), key=lambda at: (_rank(fields[at], at), at))
    return [fields[at] for at in sorted(order[:most])]


def _rank(one: Field[Any], at: int) -> int:
    if at == 0 or one.search:
        return 0
    if isinstance(one, Date | Choice):
        return 1
    return 2 if one.required and not (isinstance(one, Text) and one.format == "fin") else 3


def line_of(row: Form, language: str = "az") -> str:
    """A row of a large register in one line: its name and its key."""
    return f"{name_of(row, language)} · {row_key(row)}"


@dataclass(frozen=True)
class Hit:
    """A row of a large register while somebody types. line: what stands in the box once it is chosen. code, above,
    note: of a code list, the code, the groups it lies in, and whether the name is official.
    """

    key: str
    line: str
    name: str
    code: str = ""
    above: str = ""
    note: str = ""


def hit_of(row: Form, above: Sequence[Form], words: Translator) -> Hit:
    language = words.language
    line = line_of(row, language)
    if not isinstance(row, Code):
        return Hit(row_key(row), line, line)
    groups = " › ".join(name_of(one, language) for one in above)
    return Hit(row_key(row), line, name_of(row, language), row.code, groups, note_of(row, words))


def note_of(code: Code, words: Translator) -> str:
    """Of a name that is ours and not the state's: readers of Azerbaijani must know it."""
    field = type(code).fields.get("wording")
    value = vars(code).get("wording")
    if field is None or value in (None, "official") or words.language != "az":
        return ""
    return show(field, value, words)
