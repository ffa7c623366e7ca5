"""Rows of texts and numbers -> CSV or XLSX, to be opened by people; no cell is ever a formula."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell

from xidmet.tables.harmless import harmless
from xidmet.tables.limits import MOST_PEOPLE

CSV, XLSX = "csv", "xlsx"
KINDS = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BEGINS = codecs.BOM_UTF8
WARNS = {"error_type": "warning"}  # a cell that is not in the list may stand: its reader says what is wrong with it
WIDEST = 60  # characters of a column as it is first shown


@dataclass(frozen=True)
class Listed:
    """rows: code and name of each."""

    title: str
    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Sheet:
    """title: of the sheet. choices: column -> the values that a list offers there. notes: column -> what it holds.

    lists: column -> a longer list, that stands on a sheet of its own, called lists_title.
    """

    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str | int]]
    choices: Mapping[int, Sequence[str]] | None = None
    notes: Mapping[int, str] | None = None
    lists: Mapping[int, Listed] | None = None
    lists_title: str = ""


def write_table(kind: str, sheet: Sheet) -> bytes:
    """Takes half a second for 10,000 rows: run it in a thread."""
    return _xlsx(sheet) if kind == XLSX else _csv(sheet)


def _csv(sheet: Sheet) -> bytes:
    """UTF-8 with its mark, and semicolons: so a double click opens it rightly in Excel in our three languages.

    All cells stand in quotes: whatever they hold, nobody takes it for another delimiter.
    """
    return BEGINS + csv_lines((sheet.headers, *sheet.rows))


def csv_lines(rows: Iterable[Sequence[str | int]]) -> bytes:
    """Some lines of a CSV that is written piece by piece; before the first of them stands BEGINS."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL)
    for row in rows:
        writer.writerow([harmless(str(cell)) for cell in row])
    return out.getvalue().encode()


def _xlsx(sheet: Sheet) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(_titled(sheet.title))
    text = book.add_format({"num_format": "@"})
    quoted = book.add_format({"num_format": "@", "quote_prefix": True})  # so it stays a text when it is saved as CSV
    head = book.add_format({"bold": True, "num_format": "@", "bottom": 1, "text_wrap": True, "valign": "top"})
    page.freeze_panes(1, 0)
    for column, title in enumerate(sheet.headers):
        cells = [title, *(str(row[column]) for row in sheet.rows[:200])]
        page.set_column(column, column, min(WIDEST, max(map(len, cells), default=0) + 3), text)
        page.write_string(0, column, title, head)
        _helped(page, column, sheet)
    for place, row in enumerate(sheet.rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                page.write_number(place, column, cell)
            else:
                page.write_string(place, column, cell, text if harmless(cell) == cell else quoted)
    if sheet.lists:
        _listed(book, page, sheet, head, text)
    book.close()
    return out.getvalue()


def _listed(
    book: xlsxwriter.Workbook, page: xlsxwriter.worksheet.Worksheet, sheet: Sheet, head: Format, text: Format
) -> None:
    """Code and name of each list in two columns of another sheet, from which the cells of its column are chosen."""
    title = _titled(sheet.lists_title)
    beside = book.add_worksheet(title if title != _titled(sheet.title) else f"{title[:29]} 2")
    beside.freeze_panes(1, 0)
    for place, (column, listed) in enumerate((sheet.lists or {}).items()):
        code, name = 2 * place, 2 * place + 1
        beside.set_column(code, code, 14, text)
        beside.set_column(name, name, WIDEST, text)
        beside.merge_range(0, code, 0, name, listed.title, head)
        for row, cells in enumerate(listed.rows, 1):
            beside.write_string(row, code, cells[0], text)
            beside.write_string(row, name, cells[1], text)
        first, last = xl_rowcol_to_cell(1, name, True, True), xl_rowcol_to_cell(len(listed.rows), name, True, True)
        source = f"='{beside.get_name()}'!{first}:{last}"
        page.data_validation(1, column, MOST_PEOPLE, column, {"validate": "list", "source": source, **WARNS})


def _titled(title: str) -> str:
    """What a sheet may be called: at most 31 characters, none of []:*?/\\ among them."""
    return "".join(sign for sign in title if sign not in "[]:*?/\\'")[:31].strip() or "1"


def _helped(page: xlsxwriter.worksheet.Worksheet, column: int, sheet: Sheet) -> None:
    note = (sheet.notes or {}).get(column, "")
    if note:
        page.write_comment(0, column, note, {"author": ""})
    offered = list((sheet.choices or {}).get(column, ()))
    if offered and sum(map(len, offered)) + len(offered) < 250:  # a spreadsheet takes no longer list
        page.data_validation(1, column, MOST_PEOPLE, column, {"validate": "list", "source": offered, **WARNS})
