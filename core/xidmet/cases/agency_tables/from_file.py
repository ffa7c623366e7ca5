"""A table as a file, and back: every row is read as the form would read it, and all of it is proposed, or nothing.

A row of the file stands for the row with the same key and first day; rows that the file leaves out stay as they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases.agency_tables.asked import rows_part, whole
from xidmet.cases.agency_tables.change import Wanted, change
from xidmet.cases.agency_tables.find import Table, rows_in, table_for
from xidmet.cases.agency_tables.periods import Row, days_of
from xidmet.cases.rows_file.columns import columns_of, guessed
from xidmet.cases.rows_file.meaning import Meaning
from xidmet.cases.site import Site
from xidmet.contract.answers import read, row_key
from xidmet.contract.fields import Choice, Field, YesNo
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.shown import show_one
from xidmet.contract.texts import _
from xidmet.language import Translator
from xidmet.registers.kept import VERSION, Kept
from xidmet.registers.kept_rows import in_order
from xidmet.store.agency_changes import Change
from xidmet.tables.reading import Row as FileRow
from xidmet.tables.reading import read_table
from xidmet.tables.writing import Sheet

NO_COLUMN = _("The file has no such column.")
TWICE = _("A row with the same key and the same first day stands in the file already.")
FORMULA = _("This cell holds a formula without a result. Type the value itself.")


@dataclass(frozen=True)
class Read:
    """What came of a file. wrong: (number of the row as the spreadsheet shows it, label of the column or "", mistake).

    change: the proposal; None when something is wrong.
    """

    wrong: tuple[tuple[int, str, Mistake], ...]
    change: Change | None = None


async def propose_file(
    site: Site, actor: Actor, code: str, name: str, content: bytes, wanted: Wanted, token: str
) -> Read:
    """wanted: why, and whether the past is meant. Raises NotFound, NotAllowed, SurerNeeded; BadTable; WrongAnswers when
    the rows, right in themselves, don't fit together.
    """
    table = table_for(site.catalogue, actor, code, name, to_change=True)
    found = await read_table(content)
    rows, wrong = _read(table.kept, found.headers, found.rows)
    if wrong:
        return Read(tuple(wrong))
    put = tuple(_put(table.kept, rows, await rows_in(table)))
    return Read((), await change(site, actor, code, name, replace(wanted, put=put, from_file=True), token))


def _read(
    kept: Kept, headers: Sequence[str], lines: Sequence[FileRow]
) -> tuple[list[Form], list[tuple[int, str, Mistake]]]:
    part, rows, wrong = rows_part(kept), list[Form](), list[tuple[int, str, Mistake]]()
    columns, meaning = guessed(headers, part, kept.plugin), Meaning(part, kept.plugin)
    labels = {one.name: one.label for one in kept.fields}
    missing = [one.name for one in kept.fields if one.required and one.condition is None and one.name not in columns]
    if missing:
        return [], [(1, labels[one], Mistake(NO_COLUMN)) for one in missing]
    seen = set[tuple[str, dt.date]]()
    for line in lines:
        row, errors = _one(part.of, meaning, columns, line)
        key = (row_key(row), days_of(kept, row)[0]) if not errors else ("", dt.date.min)
        errors |= {kept.register.key: Mistake(TWICE)} if not errors and key in seen else {}
        seen.add(key)
        wrong += [(line.number, labels.get(name, ""), said) for name, said in errors.items()]
        rows.append(row)
    return rows, wrong


def _one(form: type[Form], meaning: Meaning, columns: Sequence[str], line: FileRow) -> tuple[Form, dict[str, Mistake]]:
    cells = {name: cell for name, cell in zip(columns, line.cells, strict=False) if name}
    answers = read(form, meaning.of(cells), lambda ask: (), doubting=False)
    gaps = {columns[place]: Mistake(FORMULA) for place in line.gaps if place < len(columns) and columns[place]}
    return answers.so_far, {**answers.errors, **gaps}


def _put(kept: Kept, rows: Sequence[Form], stands: Sequence[Row]) -> list[tuple[UUID | None, Form]]:
    """Those that are new, or not as they stand."""
    known = {(one.key, one.first): one for one in stands}
    found = list[tuple[UUID | None, Form]]()
    for row in rows:
        was = known.get((row_key(row), days_of(kept, row)[0]))
        now = whole(kept, vars(row), was)
        if was is None or _bare(was.form) != _bare(now):
            found.append((was.id if was else None, now))
    return found


def _bare(row: Form) -> dict[str, Any]:
    """Nothing answered is one thing, whether it is absent or None."""
    return {name: value for name, value in vars(row).items() if value is not None and name != VERSION}


async def sheet_of(table: Table, words: Translator) -> Sheet:
    """Every row of the table, past and coming ones too, with the columns that it is read by again."""
    part, kept = rows_part(table.kept), table.kept
    columns = columns_of(part, words)
    rows = sorted(await rows_in(table), key=lambda one: (in_order(one.form), one.first))
    return Sheet(
        words.text(kept.register.label),
        [one.label for one in columns],
        [[_cell(one.field, vars(row.form).get(one.field.name), words) for one in columns] for row in rows],
        {place: one.choices for place, one in enumerate(columns) if one.choices},
        {place: one.holds for place, one in enumerate(columns) if one.holds},
    )


def _cell(field: Field[Any], value: Any, words: Translator) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return f"{clock.local(value):%d.%m.%Y %H:%M}"
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, tuple):
        return "; ".join(row_key(one) if isinstance(one, Form) else str(one) for one in value)
    if isinstance(field, Choice | YesNo):
        return show_one(field, value, words)
    return f"{value:.2f}".replace(".", ",") if isinstance(value, Decimal) else str(value)
