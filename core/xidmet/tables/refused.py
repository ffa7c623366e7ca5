"""A table that cannot be read, with the reason and what to do."""

from __future__ import annotations

from xidmet.contract.texts import _
from xidmet.errors import XidmetError


class BadTable(XidmetError):
    status = 422
    why = _("This file can't be read as a table.")
    mend = _("Save it as XLSX or CSV and choose it again.")


def not_a_table() -> BadTable:
    return BadTable(
        _("This is neither a CSV nor an XLSX file."), _("Open it in a spreadsheet program and save it as XLSX or CSV.")
    )


def broken() -> BadTable:
    return BadTable(
        _("The file is damaged: its end is missing, or it was changed."), _("Save it once more, then choose it again.")
    )


def too_heavy() -> BadTable:
    return BadTable(
        _("The file takes more to read than its rows can need."),
        _("Copy only the cells with data into a new sheet, save it and choose that file."),
    )


def too_many_rows(most: int) -> BadTable:
    return BadTable(_("There are more than {most} rows in the file."), _("Divide it into several files."), most=most)


def too_many_columns(most: int) -> BadTable:
    return BadTable(
        _("There are more than {most} columns in the file."), _("Keep only the columns that are asked for."), most=most
    )


def too_long(row: int, most: int) -> BadTable:
    return BadTable(
        _("A cell in row {row} is longer than {most} characters."), _("Shorten it, or remove it."), row=row, most=most
    )


def no_rows() -> BadTable:
    return BadTable(
        _("There are no rows in the file."),
        _("The first row holds the names of the columns, and each row below it is one entry."),
    )


def too_large(most: int) -> BadTable:
    return BadTable(_("The file is larger than {most} MB."), _("Divide it into several files."), most=most // 1_000_000)


def locked() -> BadTable:
    return BadTable(
        _("The file is protected by a password, or it has the old format .xls."),
        _("Save it as XLSX without a password."),
    )
