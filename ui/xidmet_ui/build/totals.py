"""Totals in words, as a page shows them and as a table holds them."""

from __future__ import annotations

from dataclasses import dataclass

from xidmet.cases.totals import Column, TotalsTable
from xidmet.contract.fields import Derived, Money
from xidmet.contract.shown import name_of, show
from xidmet.contract.texts import _
from xidmet.language import Translator
from xidmet.tables.writing import Sheet

from xidmet_ui.build.charts import Level, levels

NOTHING = _("not said")


@dataclass(frozen=True)
class Row:
    """groups: what each is called. added: the sum, as people write it; "" where nothing is added up."""

    groups: tuple[str, ...]
    cases: int
    parties: int
    adds: int
    added: str
    bar: Level


@dataclass(frozen=True)
class Shown:
    """headers: of the groups. adds: what is added up; "" for nothing."""

    place: int
    label: str
    headers: tuple[str, ...]
    adds: str
    rows: tuple[Row, ...]
    more: bool
    cases: int
    parties: int
    added: str


def shown(table: TotalsTable, words: Translator) -> Shown:
    declared = table.declared
    sizes = [line.adds if declared.adds is not None else line.cases for line in table.lines]
    bars = levels([("", size) for size in sizes])
    return Shown(
        place=table.place,
        label=words.text(declared.label),
        headers=tuple(words.text(field.label) for field in declared.by),
        adds=words.text(declared.adds.label) if declared.adds is not None else "",
        rows=tuple(
            Row(
                tuple(_name(*one, words) for one in zip(table.columns, line.keys, line.labels, strict=True)),
                line.cases,
                line.parties,
                line.adds,
                _added(table, line.adds, words),
                bar,
            )
            for line, bar in zip(table.lines, bars, strict=True)
        ),
        more=table.more,
        cases=table.whole.cases,
        parties=table.whole.parties,
        added=_added(table, table.whole.adds, words),
    )


def _name(column: Column, key: str, label: str, words: Translator) -> str:
    """As its register calls it now, else as it was called then; a code beside its name."""
    if not key:
        return words.text(NOTHING)
    row = column.rows.get(key)
    named = name_of(row, words.language) if row is not None else label
    if named:
        return named if named == key else f"{named} ({key})"
    return show(column.field, key, words)


def _added(table: TotalsTable, value: int, words: Translator) -> str:
    field = table.declared.adds
    if field is None:
        return ""
    like = field.like if isinstance(field, Derived) and field.like is not None else field
    return words.money(value) if isinstance(like, Money) else words.number(value)


def sheet(page: Shown, words: Translator) -> Sheet:
    """Every group, and the whole at the end."""
    cases, parties = words.text(_("Cases")), words.text(_("Applicants"))
    headers = [*page.headers, cases, parties, *([page.adds] if page.adds else [])]
    rows: list[list[str | int]] = [
        [*row.groups, row.cases, row.parties, *([row.adds] if page.adds else [])] for row in page.rows
    ]
    whole = [words.text(_("In all")), *([""] * (len(page.headers) - 1))]
    rows.append([*whole, page.cases, page.parties, *([page.added] if page.adds else [])])
    return Sheet(page.label, headers, rows)
