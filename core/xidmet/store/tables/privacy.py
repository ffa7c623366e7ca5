"""To what people consented in the cases they sent, and the copies of their data that they asked for."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Boolean, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store.tables.cases import Case
from xidmet.store.tables.papers import Document
from xidmet.store.tables.people import Account

KEEP = OnDelete.restrict


class Consented(Table, tablename="consented"):
    """A box that was ticked in a case that was sent; unique by case, form and path."""

    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=OnDelete.cascade, null=False)
    account = ForeignKey(Account, on_delete=KEEP, null=True, default=None)  # who ticked it
    form = Varchar(100)
    path = Varchar(200)
    texts = JSONB(default="{}")  # language -> what stood beside the box that day
    given_at = Timestamptz()
    optional = Boolean(default=False)  # the case could have been sent without it, so it may be taken back
    withdrawn_at = Timestamptz(null=True, default=None)


class DataCopy(Table, tablename="data_copy"):
    """One file for somebody, made by a worker: all that is kept about them, or the capsule of a case. While it is being
    made, the only one of its kind.
    """

    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(Account, on_delete=OnDelete.cascade, null=False, index=True)
    language = Varchar(2)
    state = Varchar(10)  # making, ready, failed
    document = ForeignKey(Document, on_delete=KEEP, null=True, default=None)
    asked_at = Timestamptz()
    ready_at = Timestamptz(null=True, default=None)
    ends_at = Timestamptz(index=True)  # then it is erased
    taken_at = Timestamptz(null=True, default=None)  # when it was downloaded first
    number = Varchar(20)  # of the case whose capsule it is; "": all that is kept about the person
    view = Varchar(100)  # who sees that case so: the party's key, or that of an office
