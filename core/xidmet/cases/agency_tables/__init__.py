"""Tables that an agency keeps: fees, terms, grounds, code lists. One file per ability.

Rows have a first and a last day. A change is checked as a whole against the rows that stand, is written into the
table's own hash chain, and takes effect at once in every process, for rows are asked of the store each time. Cases keep
the copy of a row that they took. Where the site asks for a second pair of eyes, and for rows from a file, a change is
proposed first and put in force by a confirmation.
"""

from xidmet.cases.agency_tables.asked import MEANT, PAST, REASON, WHY, row_form, typed_of, whole
from xidmet.cases.agency_tables.change import Wanted, change
from xidmet.cases.agency_tables.find import Table, keeps, last_number, row_in, subject_of, table_for, tables_for
from xidmet.cases.agency_tables.from_file import Read, propose_file, sheet_of
from xidmet.cases.agency_tables.periods import Difference, Plan, Row, days_of
from xidmet.cases.agency_tables.seen import COMING, Listed, OneChange, Seen, change_in, listed, seen, when
from xidmet.cases.agency_tables.seen import PAST as OVER
from xidmet.cases.agency_tables.settle import confirm, decline
from xidmet.store.agency_changes import Change

__all__ = [
    "COMING",
    "MEANT",
    "OVER",
    "PAST",
    "REASON",
    "WHY",
    "Change",
    "Difference",
    "Listed",
    "OneChange",
    "Plan",
    "Read",
    "Row",
    "Seen",
    "Table",
    "Wanted",
    "change",
    "change_in",
    "confirm",
    "days_of",
    "decline",
    "keeps",
    "last_number",
    "listed",
    "propose_file",
    "row_form",
    "row_in",
    "seen",
    "sheet_of",
    "subject_of",
    "table_for",
    "tables_for",
    "typed_of",
    "when",
    "whole",
]
