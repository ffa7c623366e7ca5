"""Which columns a row's form has, what each may hold, and which column of a file is meant for which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xidmet.contract.fields import (
    Choice,
    Date,
    DateRange,
    Field,
    Moment,
    Money,
    Number,
    Text,
    Upload,
    YesNo,
)
from xidmet.contract.form import Form, Marks, Part
from xidmet.contract.formats import FORMATS
from xidmet.contract.registers import Lookup
from xidmet.contract.texts import _
from xidmet.language import LANGUAGES, Translator, fold, translator
from xidmet.tables.writing import Sheet, write_table

NO_CELL = (Part, Upload, Marks, DateRange)  # more than a cell can hold


@dataclass(frozen=True)
class Column:
    """needed: a file without it has no right row. sometimes: needed only where other answers ask for it."""

    field: Field[Any]
    label: str
    needed: bool
    sometimes: bool
    holds: str
    choices: tuple[str, ...] = ()


def fields_of(part: Part[Any]) -> list[Field[Any]]:
    """The questions of a row that one cell can answer; several rows of a register stand in one cell, too."""
    fields: list[Field[Any]] = list(part.of.fields.values())
    return [
        one
        for one in fields
        if one.asked and (not one.rows or isinstance(one, Lookup)) and not isinstance(one, NO_CELL)
    ]


def in_cell(texts: Sequence[Any]) -> str:
    """Several in one cell."""
    return "; ".join(str(one) for one in texts)


def out_of_cell(one: Field[Any], cell: str) -> list[str]:
    """A name may hold a comma; so commas part them only where nothing else does."""
    if not one.rows:
        return [cell] if cell else []
    pieces = re.split(r"[;\n]" if re.search(r"[;\n]", cell) else ",", cell)
    return [piece.strip() for piece in pieces if piece.strip()]


def comes_from_file(part: Field[Any]) -> bool:
    """May the rows of this question come from a file? Not where every row needs more than cells can hold."""
    if not isinstance(part, Part) or not part.rows:
        return False
    asked = {one.name for one in fields_of(part)}
    return bool(asked) and all(
        one.name in asked or not one.asked or not _needed(one) for one in part.of.fields.values()
    )


def _needed(one: Field[Any]) -> bool:
    """An own row need not be named where there is one only; where there are several, each row says so itself."""
    by_itself = one.prefill is not None or (isinstance(one, Lookup) and one.own)
    return one.required and one.condition is None and not by_itself


def columns_of(part: Part[Any], words: Translator) -> list[Column]:
    """What a file may hold, in the reader's language."""
    return [
        Column(
            field=one,
            label=words.text(one.label),
            needed=_needed(one),
            sometimes=one.required and one.condition is not None,
            holds=_holds(one, words),
            choices=_choices(one, words),
        )
        for one in fields_of(part)
    ]


def _holds(one: Field[Any], words: Translator) -> str:
    if isinstance(one, Choice):
        return " · ".join(words.text(label) for label in one.options.values())
    if isinstance(one, YesNo):
        return words.text(_("yes or no"))
    if isinstance(one, Date):
        return words.text(_("a date, like 31.12.2026"))
    if isinstance(one, Moment):
        return words.text(_("a date and a time, like 2026-12-31 14:30"))
    if isinstance(one, Money):
        return words.text(_("an amount in manat, like 1 234,50"))
    if isinstance(one, Number):
        return words.text(_("a whole number"))
    if isinstance(one, Lookup):
        said = _("codes or names from the list “{list}”, with ; between them")
        said = said if one.rows else _("a code or a name from the list “{list}”")
        return words.text(said, list=words.text(one.register.label))
    return _text(one, words) if isinstance(one, Text) else ""


def _text(one: Text, words: Translator) -> str:
    example = one.example or FORMATS[one.format].example
    if example:
        return words.text(_("a text, like {example}"), example=example)
    return words.text(_("a text of at most {most} characters"), most=one.most)


def _choices(one: Field[Any], words: Translator) -> tuple[str, ...]:
    if isinstance(one, Choice):
        return tuple(words.text(label) for label in one.options.values())
    if isinstance(one, YesNo):
        return words.text(_("Yes")), words.text(_("No"))
    return ()


def template(part: Part[Any], kind: str, words: Translator) -> bytes:
    """An empty table with the columns' names, to be filled in. Blocks for some milliseconds."""
    columns = columns_of(part, words)
    choices = {place: one.choices for place, one in enumerate(columns) if one.choices}
    notes = {place: one.holds for place, one in enumerate(columns) if one.holds}
    sheet = Sheet(words.text(part.label), [one.label for one in columns], (), choices, notes)
    return write_table(kind, sheet)


def guessed(headers: Sequence[str], part: Part[Any], domain: str) -> list[str]:
    """The field that each column seems to be for, "" for none; no field twice."""
    known = dict[str, str]()
    for one in fields_of(part):
        for name in (one.name, *(translator(language, domain).text(one.label) for language in LANGUAGES)):
            known.setdefault(_bare(name), one.name)
    found, left = list[str](), {one.name for one in fields_of(part)}
    for header in headers:
        name = known.get(_bare(header), "")
        found.append(name if name in left else "")
        left.discard(name)
    return found


def _bare(header: str) -> str:
    """A heading without what people add to it: stars, colons, remarks in brackets."""
    without = re.sub(r"\(.*?\)|\[.*?\]", " ", header.replace("_", " "))
    return " ".join(re.findall(r"\w+", fold(without)))


def form_of(part: Part[Any]) -> type[Form]:
    form: type[Form] = part.of
    return form
