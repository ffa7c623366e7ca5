"""Rows from a file: for any question with rows, derived from its declaration alone.

A file is kept, its columns are matched to the fields of a row, the worker reads every row as the form would, the person
mends what is wrong, and the right rows are taken into the draft. One file per ability.
"""

from xidmet.cases.rows_file.check import check_rows, give_up
from xidmet.cases.rows_file.columns import Column, columns_of, comes_from_file, in_cell, template
from xidmet.cases.rows_file.find import Found, files_of, found_file, rows_of, the_part, twins_of
from xidmet.cases.rows_file.keep import keep_file
from xidmet.cases.rows_file.match import match, match_again
from xidmet.cases.rows_file.mend import Mended, mend
from xidmet.cases.rows_file.mistakes import mistakes_of
from xidmet.cases.rows_file.remove import WEEK, remove_old, throw_away
from xidmet.cases.rows_file.result import result
from xidmet.cases.rows_file.states import CHOICES, KEPT, LEFT_OUT, MATCHING, OPEN, READ, READING, READY, RowState
from xidmet.cases.rows_file.take import Taken, take
from xidmet.store.kept_rows import KeptFile, KeptRow
from xidmet.store.rows_file import File, Row
from xidmet.tables.writing import write_table

__all__ = [
    "CHOICES",
    "KEPT",
    "LEFT_OUT",
    "MATCHING",
    "OPEN",
    "READ",
    "READING",
    "READY",
    "WEEK",
    "Column",
    "File",
    "Found",
    "KeptFile",
    "KeptRow",
    "Mended",
    "Row",
    "RowState",
    "Taken",
    "check_rows",
    "columns_of",
    "comes_from_file",
    "files_of",
    "found_file",
    "give_up",
    "in_cell",
    "keep_file",
    "match",
    "match_again",
    "mend",
    "mistakes_of",
    "remove_old",
    "result",
    "rows_of",
    "take",
    "template",
    "the_part",
    "throw_away",
    "twins_of",
    "write_table",
]
