"""The rows with which a register begins, from a CSV file that a plugin brings along."""

from __future__ import annotations

import csv
from pathlib import Path

from xidmet.contract.answers import read
from xidmet.contract.form import F


def rows_of(form: type[F], file: Path) -> list[F]:
    """One row a line, a column for each field; an empty cell is no answer. Days as 2026-12-31, amounts as 1234.50.

    Raises OSError for a file that can't be read, ValueError for a wrong head or row, with its line.
    """
    with file.open(encoding="utf-8", newline="") as source:
        rows = csv.DictReader(source)
        strange = set(rows.fieldnames or ()) ^ {name for name, field in form.fields.items() if field.asked}
        if strange:
            raise ValueError(f"{file.name} must have exactly the columns of its rows; see {', '.join(sorted(strange))}")
        return [_row(form, row, f"{file.name}, line {rows.line_num}") for row in rows]


def _row(form: type[F], row: dict[str, str], where: str) -> F:
    found = read(form, row, lambda ask: (), doubting=False)
    if found.errors:
        raise ValueError(f"{where}: {', '.join(sorted(found.errors))} is missing or wrong")
    return found.so_far
