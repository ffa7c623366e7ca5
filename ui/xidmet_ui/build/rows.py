"""The rows of a question: a few as cards with all their questions, many as a table with a page for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from xidmet.contract.answers import Raw
from xidmet.contract.fields import Field
from xidmet.contract.form import Form, Part
from xidmet.contract.listed import as_typed, row_title
from xidmet.contract.shown import show, value_of
from xidmet.contract.texts import _
from xidmet.language import Translator

from xidmet_ui.build.asking import Asking
from xidmet_ui.build.options import telling
from xidmet_ui.build.question import Question, Row

MOST_CELLS = 4
Ask = Callable[[Asking], tuple[Question, ...]]


def cards(one: Part[Any], path: str, given: Sequence[Mapping[str, Any]], asking: Asking, ask: Ask) -> tuple[Row, ...]:
    """Rows with all their questions. ask: makes the questions of one row."""
    found = []
    for place, raw in enumerate(given, 1):
        row = f"{path}-{row_id(raw, place)}"
        inner = asking.inside(one.of, row, raw)
        error = asking.errors.get(row)
        said = asking.words.text(error.text, **error.values) if error else ""
        title = row_title(one, place, inner.so_far, asking.words)
        found.append(Row(row_id(raw, place), title, place, said, questions=ask(inner)))
    return tuple(found)


def table(one: Part[Any], path: str, given: Sequence[Mapping[str, Any]], asking: Asking) -> tuple[Row, ...]:
    """Rows as lines: what tells them apart, how many mistakes each has, and the address of its page."""
    columns = telling(list(one.of.fields.values()), MOST_CELLS)
    wrong: dict[str, int] = {}
    for at in asking.errors:
        if at.startswith(f"{path}-"):
            name = at[len(path) + 1 :].partition("-")[0]
            wrong[name] = wrong.get(name, 0) + 1
    found = []
    for place, raw in enumerate(given, 1):
        name = row_id(raw, place)
        so_far = asking.parts.get(f"{path}-{name}") or one.of()
        cells = tuple(cell(column, so_far, raw, asking.words) for column in columns)
        title = row_title(one, place, so_far, asking.words)
        href = f"{asking.row_page}/{path}/{name}"
        found.append(Row(name, title, place, cells=cells, wrong=wrong.get(name, 0), href=href))
    return tuple(found)


def row_id(raw: Raw, place: int) -> str:
    """The id a row keeps for as long as it is there; one that came without gets its place."""
    return str(raw.get("_id", place - 1))


def cell(column: Field[Any], so_far: Form, raw: Raw, words: Translator) -> str:
    """The answer as it is understood; one that is not, as it was typed."""
    value = value_of(column, so_far)
    if value is not None:
        return show(column, value, words)
    return as_typed(raw.get(column.name))


def shown_raw(column: Field[Any], so_far: Form, typed: Any, words: Translator) -> str:
    """An answer of a draft in one line, right or wrong; of rows their number."""
    if isinstance(column, Part) and isinstance(typed, list):
        return words.text(_("Rows: {count}"), count=len(typed))
    return cell(column, so_far, {column.name: typed}, words)
