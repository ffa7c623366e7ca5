"""What officers note about a case beside its journal, and whom a case is about."""

from __future__ import annotations

from piccolo.columns import UUID, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store.tables.cases import Case
from xidmet.store.tables.papers import Document
from xidmet.store.tables.people import Account

KEEP = OnDelete.restrict


class CaseConcern(Table, tablename="case_concern"):
    """Whom a sent case is about; written in the transaction of the move, and found by its key."""

    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=OnDelete.cascade, null=False, index=True)
    service = Varchar(80)
    key = Varchar(80)  # a party's key, or "t:" and the number of a passport
    at = Timestamptz()  # when the answers that say so were sent


class DocumentCheck(Table, tablename="document_check"):
    """What officers found of one document of a case; the last word. Those before it stand in the journal."""

    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=OnDelete.cascade, null=False, index=True)
    document = ForeignKey(Document, on_delete=OnDelete.cascade, null=False, unique=True)
    taken = Varchar(10)  # taken, refused, or "" while nothing is said
    why = Text()  # why not
    salt = Varchar(64)  # of the commitment to it that stands in the journal
    original = Boolean(default=False)  # the paper itself was seen
    account = ForeignKey(Account, on_delete=KEEP, null=True, default=None)
    name = Varchar(300)
    at = Timestamptz()
    version = Integer(default=1)


class CaseNote(Table, tablename="case_note"):
    """What an officer wrote down for colleagues. It is struck through, never removed."""

    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=OnDelete.cascade, null=False, index=True)
    account = ForeignKey(Account, on_delete=KEEP, null=True, default=None)
    name = Varchar(300)
    text = Text()
    salt = Varchar(64)  # of the commitment that stands in the journal
    made_at = Timestamptz()
    changed_at = Timestamptz(null=True, default=None)
    struck_at = Timestamptz(null=True, default=None)
