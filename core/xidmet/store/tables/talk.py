"""What the applicant and the officers of a case write to each other, and complaints about its decision."""

from __future__ import annotations

from piccolo.columns import UUID, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store.tables.cases import Case
from xidmet.store.tables.papers import Document
from xidmet.store.tables.people import Account

KEEP = OnDelete.restrict


class CaseMessage(Table, tablename="case_message"):
    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=KEEP, null=False, index=True)
    place = Integer()  # of the row of the case's journal that commits to it
    account = ForeignKey(Account, on_delete=KEEP, null=False)
    name = Varchar(300)  # of who wrote it, and for whom
    office = Varchar(200)  # "agency:role" of an officer; "" for the applicant's side
    text = Text()
    sent_at = Timestamptz()
    read_at = Timestamptz(null=True, default=None)  # by the other side, the first time


class CaseMessageFile(Table, tablename="case_message_file"):
    """A file that goes along; without a message, one that waits for it on the page of whoever added it."""

    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=KEEP, null=False, index=True)
    account = ForeignKey(Account, on_delete=KEEP, null=False)
    message = ForeignKey(CaseMessage, on_delete=KEEP, null=True, default=None, index=True)
    document = ForeignKey(Document, on_delete=KEEP, null=False, unique=True)
    kind = Varchar(10)  # a name in KINDS; the document itself has none, for it is no answer
    added_at = Timestamptz()


class Complaint(Table, tablename="complaint"):
    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=KEEP, null=False, index=True)
    service = Varchar(80)
    number = Varchar(30, unique=True)  # of the case, and the place of the decision among its moves: one for each
    account = ForeignKey(Account, on_delete=KEEP, null=False)
    name = Varchar(300)
    text = Text()
    filed_at = Timestamptz()
    decided_at = Timestamptz(null=True, default=None)
    decided_by = ForeignKey(Account, on_delete=KEEP, null=True, default=None)
    decided_name = Varchar(300)
    upheld = Boolean(null=True, default=None)
    reason = Text()


class ComplaintFile(Table, tablename="complaint_file"):
    """A file that goes along; without a complaint, one that waits for it on the page of whoever added it."""

    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=KEEP, null=False, index=True)
    account = ForeignKey(Account, on_delete=KEEP, null=False)
    complaint = ForeignKey(Complaint, on_delete=KEEP, null=True, default=None, index=True)
    document = ForeignKey(Document, on_delete=KEEP, null=False, unique=True)
    kind = Varchar(10)  # a name in KINDS; the document itself has none, for it is no answer
    added_at = Timestamptz()


class MoveFile(Table, tablename="move_file"):
    """A file that waits for the move with which it is given; gone once it is among what the move was told."""

    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=KEEP, null=False, index=True)
    account = ForeignKey(Account, on_delete=KEEP, null=False)
    transition = Varchar(60)
    path = Varchar(200)  # of the question
    document = ForeignKey(Document, on_delete=KEEP, null=False, unique=True)
    kind = Varchar(10)  # a name in KINDS; the document has none until the move is made
    added_at = Timestamptz()
