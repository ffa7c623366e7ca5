"""Files of people on their way into a roster; gone when they are thrown away, or a month after they came."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store.tables.papers import Document
from xidmet.store.tables.people import Account


class RosterFile(Table, tablename="roster_file"):
    id = UUID(primary_key=True, default=UUID4())
    service = Varchar(80)
    party = Varchar(120)  # whose roster
    account = ForeignKey(Account, on_delete=OnDelete.set_null, null=True, default=None)  # who sent it
    sent_by = Varchar(200)  # their name
    name = Varchar(200)
    document = ForeignKey(Document, on_delete=OnDelete.restrict, null=True, default=None)
    state = Varchar(10)  # matching, reading, read, entering, failed
    headers = JSONB(default="[]")
    samples = JSONB(default="[]")  # the first rows' cells
    columns = JSONB(default="[]")  # which field each column is for; "" for none
    total = Integer(default=0)
    done = Integer(default=0)  # rows that were read
    version = Integer(default=1)
    problem = Text()  # a register that does not answer, or why the work stopped
    digest = Varchar(64, default="")  # of what a program sent, in place of a file
    enters = Boolean(default=False)  # the right rows are entered as soon as all were read
    created_at = Timestamptz()


class RosterFileRow(Table, tablename="roster_file_row"):
    id = UUID(primary_key=True, default=UUID4())
    file = ForeignKey(RosterFile, on_delete=OnDelete.cascade, null=False)
    number = Integer()  # as the spreadsheet program shows it
    cells = JSONB(default="[]")  # as they came
    typed = JSONB(default="{}")  # as they would have been typed; after mending as they were typed
    errors = JSONB(default="{}")
    state = Varchar(10)
    key = Varchar(200)  # what makes a person of the roster the same
    mark = Varchar(64)  # of what was understood: the same answers have the same mark
    twin = Integer(null=True, default=None)  # the row of the file with the same key; 0 for one of the roster
    case = Varchar(40)  # number of the case that stands in the roster, or was made of this row
