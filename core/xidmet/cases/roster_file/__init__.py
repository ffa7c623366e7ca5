"""People from a file: for any service that keeps a roster, derived from its declaration alone.

A file is kept, its columns are matched to the questions about a person, the worker reads every row as the form would
and says what would become of it, the person mends what is wrong, and the new people are entered. One file per ability.
"""

from xidmet.cases.roster_file.by_program import LONGEST_CELL, keep_rows
from xidmet.cases.roster_file.check import check_rows
from xidmet.cases.roster_file.check import give_up as give_up_reading
from xidmet.cases.roster_file.enter import ENTER_KIND, enter, enter_rows
from xidmet.cases.roster_file.enter import give_up as give_up_entering
from xidmet.cases.roster_file.entry import Entry, entry_for, entry_of
from xidmet.cases.roster_file.find import Found, files_of, found_file, rows_behind, rows_of
from xidmet.cases.roster_file.keep import keep_file
from xidmet.cases.roster_file.match import READ_KIND, match, match_again
from xidmet.cases.roster_file.mend import mend
from xidmet.cases.roster_file.remove import MONTH, remove_old, throw_away
from xidmet.cases.roster_file.result import result, template, wrong_with
from xidmet.cases.roster_file.standing import against
from xidmet.cases.roster_file.states import (
    ENTERING,
    FAILED,
    MADE,
    MATCHING,
    OPEN,
    READ,
    READING,
    READY,
    TYPED_ANEW,
    RowState,
)
from xidmet.cases.rows_file.columns import columns_of
from xidmet.cases.rows_file.mend import Mended
from xidmet.cases.rows_file.mistakes import mistakes_of
from xidmet.store.roster_file import File, Row
from xidmet.tables.writing import write_table

__all__ = [
    "ENTERING",
    "ENTER_KIND",
    "FAILED",
    "LONGEST_CELL",
    "MADE",
    "MATCHING",
    "MONTH",
    "OPEN",
    "READ",
    "READING",
    "READY",
    "READ_KIND",
    "TYPED_ANEW",
    "Entry",
    "File",
    "Found",
    "Mended",
    "Row",
    "RowState",
    "against",
    "check_rows",
    "columns_of",
    "enter",
    "enter_rows",
    "entry_for",
    "entry_of",
    "files_of",
    "found_file",
    "give_up_entering",
    "give_up_reading",
    "keep_file",
    "keep_rows",
    "match",
    "match_again",
    "mend",
    "mistakes_of",
    "remove_old",
    "result",
    "rows_behind",
    "rows_of",
    "template",
    "throw_away",
    "write_table",
    "wrong_with",
]
