"""Files of rows on their way into a draft; gone when they are thrown away, or a week after they came."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store.tables.cases import Case
from xidmet.store.tables.papers import Document


class RowsFile(Table, tablename="rows_file"):
    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=OnDelete.cascade, null=False)
    field = Varchar(80)  # the question whose rows they are
    name = Varchar(200)
    document = ForeignKey(Document, on_delete=OnDelete.restrict, null=True, default=None)
    state = Varchar(10)  # matching, reading, read, failed
    headers = JSONB(default="[]")
    samples = JSONB(default="[]")  # the first rows' cells
    columns = JSONB(default="[]")  # which field each column is for; "" for none
    total = Integer(default=0)
    done = Integer(default=0)  # rows that were read
    version = Integer(default=1)
    problem = Text()  # a register that does not answer
    created_at = Timestamptz()


class RowsFileRow(Table, tablename="rows_file_row"):
    id = UUID(primary_key=True, default=UUID4())
    file = ForeignKey(RowsFile, on_delete=OnDelete.cascade, null=False)
    number = Integer()  # as the spreadsheet program shows it
    cells = JSONB(default="[]")  # as they came
    typed = JSONB(default="{}")  # as they would have been typed; after mending as they were typed
    errors = JSONB(default="{}")
    state = Varchar(10)
    key = Varchar(200)
    mark = Varchar(64)  # of what was understood: the same answers have the same mark
    twin = Integer(null=True, default=None)  # the row of the file with the same key; 0 for one of the draft
