"""One question, ready for a template: translated, with what was typed, what is wrong, and what may be chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from xidmet.contract.answers import row_key
from xidmet.contract.fields import Choice, Date, Derived, Field, Money, Number, Text, YesNo
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.registers import Lookup
from xidmet.contract.shown import name_of, show, value_of
from xidmet.contract.texts import _
from xidmet.language import Translator

from xidmet_ui.build.typed import DATE_PARTS

FEW_OPTIONS = 7
MOST_OWN, MOST_FOUND = 6, 4  # columns of a table: the whole width of a page, or beneath a question


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    chosen: bool
    cells: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """widget: text, long, password, email, tel, number, money, date, radio, select, table, search or shown.

    first: id of the control that an error links to. parts: day, month, year as typed. condition: the question whose
    answer decides whether this one is asked, and the values for which it is.
    """

    name: str
    label: str
    hint: str
    widget: str
    required: bool
    value: str
    error: str
    first: str
    options: tuple[Option, ...] = ()
    columns: tuple[str, ...] = ()
    parts: tuple[tuple[str, str, str], ...] = ()
    remembered: tuple[str, ...] = ()
    autocomplete: str = ""
    most: int = 0
    shown_as: str = ""
    dependent: tuple[Question, ...] = field(default=())


AUTOCOMPLETE = {
    "email": "email",
    "phone": "tel",
    "password": "new-password",
    "surname": "family-name",
    "given_name": "given-name",
    "patronymic": "additional-name",
}
INPUT = {"email": "email", "phone": "tel", "password": "password", "long": "long"}


@dataclass(frozen=True)
class Asking:
    """What is known when questions are shown.

    narrowed: the rows are what a search left, so a single one of them is not the only possible one.
    """

    words: Translator
    so_far: Form
    typed: Mapping[str, Any]
    errors: Mapping[str, Mistake]
    rows: Mapping[str, Sequence[Form]]
    remembered: Mapping[str, Sequence[str]]
    searchable: frozenset[str] = frozenset()
    texts: Mapping[str, str] = field(default_factory=dict)
    narrowed: bool = False


def questions(fields: Sequence[Field[Any]], asking: Asking) -> tuple[Question, ...]:
    """The questions of a page. One that depends on another's answer stands below the option that shows it."""
    found: list[Question] = []
    below: dict[tuple[str, str], list[Question]] = {}
    for one in fields:
        if not one.asked and value_of(one, asking.so_far) is None:
            continue
        made = _question(one, asking)
        anchor = _anchor(one, fields)
        if anchor:
            below.setdefault(anchor, []).append(made)
        else:
            found.append(made)
    return tuple(_with_dependents(one, below) for one in found)


def _anchor(one: Field[Any], fields: Sequence[Field[Any]]) -> tuple[str, str] | None:
    """The option on the same page that shows this question: only for a plain "answer equals option"."""
    if one.condition is None:
        return None
    data = one.condition.data()
    if set(data) != {"eq"}:
        return None
    name, value = data["eq"]
    other = next((f for f in fields if f.name == name), None)
    if not isinstance(other, Choice | YesNo):
        return None
    return name, {True: "yes", False: "no"}.get(value, str(value))


def _with_dependents(one: Question, below: Mapping[tuple[str, str], list[Question]]) -> Question:
    dependent = [q for option in one.options for q in below.get((one.name, option.value), ())]
    options = tuple(
        Option(o.value, o.label, o.chosen, o.cells, tuple(q.name for q in below.get((one.name, o.value), ())))
        for o in one.options
    )
    return Question(**{**vars(one), "options": options, "dependent": tuple(dependent)}) if dependent else one


def _question(one: Field[Any], asking: Asking) -> Question:
    words, typed = asking.words, asking.typed.get(one.name)
    error = asking.errors.get(one.name)
    widget, options, columns = _choices(one, asking)
    return Question(
        name=one.name,
        label=words.text(one.label),
        hint=words.text(one.hint),
        widget=widget,
        required=one.required,
        value=typed if isinstance(typed, str) else "",
        error=words.text(error.text, **error.values) if error else "",
        first=_first(one, widget, options),
        options=options,
        columns=columns,
        parts=_parts(one, typed, words),
        remembered=tuple(asking.remembered.get(one.name, ())) if one.remember else (),
        autocomplete=_autocomplete(one),
        most=one.most if isinstance(one, Text) else 0,
        shown_as=_shown_as(one, widget, asking),
    )


def _choices(one: Field[Any], asking: Asking) -> tuple[str, tuple[Option, ...], tuple[str, ...]]:
    if isinstance(one, Lookup):
        return _lookup(one, asking)
    typed = asking.typed.get(one.name)
    if isinstance(one, YesNo):
        pairs = (("yes", asking.words.text(_("Yes"))), ("no", asking.words.text(_("No"))))
        return "radio", tuple(Option(v, label, typed == v) for v, label in pairs), ()
    if isinstance(one, Choice):
        options = tuple(Option(v, asking.words.text(label), typed == v) for v, label in one.options.items())
        return ("radio" if len(options) <= FEW_OPTIONS else "select"), options, ()
    return _widget(one), (), ()


def _widget(one: Field[Any]) -> str:
    if isinstance(one, Text):
        return INPUT.get(one.format, "text")
    if isinstance(one, Derived):
        return "shown"
    return {Date: "date", Number: "number", Money: "money"}.get(type(one), "text")


def _lookup(one: Lookup[Any], asking: Asking) -> tuple[str, tuple[Option, ...], tuple[str, ...]]:
    """One possible row is shown; own rows are a table; a few others a list; many are searched, the hits a table."""
    rows = asking.rows.get(one.name, ())
    typed = asking.typed.get(one.name)
    shown = columns_of(one, MOST_OWN if one.own else MOST_FOUND)
    columns = tuple(asking.words.text(column.label) for column in shown)
    if one.name in asking.searchable:
        hits = (_option(shown, row, typed, asking.words) for row in rows)
        return "search", tuple(replace(hit, label=line_of(row)) for hit, row in zip(hits, rows, strict=True)), columns
    if len(rows) == 1 and one.required and not asking.narrowed:
        return "shown", (Option(row_key(rows[0]), name_of(rows[0], asking.words.language), True),), ()
    options = tuple(_option(shown, row, typed, asking.words) for row in rows)
    if one.own:
        return "table", options, columns
    return ("radio" if len(options) <= FEW_OPTIONS else "select"), options, ()


def _option(columns: Sequence[Field[Any]], row: Form, typed: Any, words: Translator) -> Option:
    cells = tuple(show(column, vars(row).get(column.name), words) for column in columns)
    return Option(row_key(row), name_of(row, words.language), typed == row_key(row), cells)


def columns_of(one: Lookup[Any], most: int) -> list[Field[Any]]:
    """What tells rows apart in a table: the key, what is searched for, dates, short texts.

    Names, not fields, are compared: a field compared with == makes a condition.
    """
    fields = list(one.register.of.fields.values())
    order = sorted(range(len(fields)), key=lambda at: (_telling(fields[at], at), at))
    return [fields[at] for at in sorted(order[:most])]


def _telling(one: Field[Any], at: int) -> int:
    if at == 0 or one.search:
        return 0
    if isinstance(one, Date | Choice):
        return 1
    return 2 if one.required and not (isinstance(one, Text) and one.format == "fin") else 3


def _first(one: Field[Any], widget: str, options: Sequence[Option]) -> str:
    if widget == "date":
        return f"{one.name}-{DATE_PARTS[0]}"
    if widget in ("radio", "table") and options:
        return f"{one.name}-1"
    return one.name


def _parts(one: Field[Any], typed: Any, words: Translator) -> tuple[tuple[str, str, str], ...]:
    if not isinstance(one, Date):
        return ()
    labels = (words.text(_("Day")), words.text(_("Month")), words.text(_("Year")))
    given = (
        typed
        if isinstance(typed, Mapping)
        else dict(zip(("year", "month", "day"), str(typed or "").split("-"), strict=False))
    )
    return tuple((part, label, str(given.get(part, ""))) for part, label in zip(DATE_PARTS, labels, strict=True))


def line_of(row: Form) -> str:
    """A row of a large register in one line: its name and its key."""
    return f"{name_of(row, 'az')} · {row_key(row)}"


def _shown_as(one: Field[Any], widget: str, asking: Asking) -> str:
    if widget == "search":
        return asking.texts.get(one.name, "")
    if not one.asked or widget == "shown":
        value = value_of(one, asking.so_far)
        rows = asking.rows.get(one.name, ())
        return show(one, value if value is not None or not rows else rows[0], asking.words)
    return ""


def _autocomplete(one: Field[Any]) -> str:
    return AUTOCOMPLETE.get(one.format if isinstance(one, Text) else "", AUTOCOMPLETE.get(one.name, "off"))
