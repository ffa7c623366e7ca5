"""To what people consented in the cases they sent."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store.tables.cases import Case
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
