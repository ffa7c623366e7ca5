"""Text with delimiters -> rows (RFC 4180 and its relatives)."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from xidmet.contract.texts import _
from xidmet.tables.harmless import meant
from xidmet.tables.limits import LONGEST_CELL, MOST_COLUMNS
from xidmet.tables.refused import BadTable, too_long, too_many_columns

DELIMITERS = (";", ",", "\t", "|")  # of two that fit equally the earlier one: it is what Excel writes here
LOOK = 100  # rows that show which one it is
SAYS = re.compile(r"sep=(.)\r?\n")  # the first line that Excel itself writes and understands


def rows_of(text: str) -> Iterator[list[str]]:
    """Every row, empty ones too. Raises BadTable where a quote is not closed or a cell is too long."""
    said = SAYS.match(text)
    delimiter = said[1] if said else delimiter_of(text)
    for cells in _rows(text[said.end() :] if said else text, delimiter):
        yield [meant(cell) for cell in cells]


def delimiter_of(text: str) -> str:
    """The one that cuts most rows into the same number of cells, and into most of them."""
    return max(DELIMITERS, key=lambda one: _fits(text, one))


def _fits(text: str, delimiter: str) -> tuple[float, int]:
    """How well it fits: the share of rows that are as wide as most are, then how wide.

    Nothing when it does not part the names of the columns; a row that makes no sense with it counts against it.
    """
    widths = Counter[int]()
    try:
        for cells in islice(_rows(text, delimiter), LOOK):
            if cells:
                if not widths and len(cells) == 1:
                    return 0.0, 0
                widths[len(cells)] += 1
    except BadTable:
        widths[0] += 1
    wider = {width: count for width, count in widths.items() if width > 1}
    if not wider:
        return 0.0, 0
    width, count = max(wider.items(), key=lambda one: (one[1], one[0]))
    return count / widths.total(), width


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    row = 0
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            row += 1
            if len(cells) > MOST_COLUMNS * 2:  # delimiters at the end of a line are no columns yet
                raise too_many_columns(MOST_COLUMNS)
            yield cells
    except csv.Error as error:
        raise _mistaken(row + 1, str(error)) from None


def _mistaken(row: int, error: str) -> BadTable:
    if "field limit" in error:
        return too_long(row, LONGEST_CELL)
    return BadTable(
        _("The quotation marks in row {row} don't match, so its end can't be found."),
        _("Close the quotation mark, and write one that stands inside a text twice."),
        row=row,
    )
