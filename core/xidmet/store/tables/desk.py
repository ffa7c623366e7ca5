"""What officers need beside the cases themselves: who is at one just now, who stands in for whom, what was chosen."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store.tables.cases import Case
from xidmet.store.tables.people import Account

KEEP = OnDelete.restrict


class CaseLease(Table, tablename="case_lease"):
    """Who is deciding a case just now. One row a case, so that two never are; over when its time is."""

    case = ForeignKey(Case, on_delete=OnDelete.cascade, null=False, primary_key=True)
    account = ForeignKey(Account, on_delete=OnDelete.cascade, null=False)
    since = Timestamptz()
    until = Timestamptz()


class Absence(Table, tablename="absence"):
    """Somebody is away from an agency, and who stands in for them. It gives no power that they do not hold."""

    id = UUID(primary_key=True, default=UUID4())
    agency = Varchar(100)
    account = ForeignKey(Account, on_delete=KEEP, null=False)
    substitute = ForeignKey(Account, on_delete=KEEP, null=False)
    first = Date()
    last = Date()
    made_by = UUID()  # no key, for it outlives the account
    made_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)  # taken back, or cut short


class SavedFilter(Table, tablename="saved_filter"):
    """A way to look at the desk, under a name. (account, name) is a unique key of the store."""

    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(Account, on_delete=OnDelete.cascade, null=False)
    name = Varchar(60)
    query = Varchar(300)  # of the address; made by us, never as it was sent
    role = Varchar(100)  # "agency code:role" with which it is shared; "" for one's own
    made_at = Timestamptz()


class BulkRun(Table, tablename="bulk_run"):
    """One move asked for in many cases at once."""

    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(Account, on_delete=KEEP, null=False)
    service = Varchar(80)
    move = Varchar(60)
    asked = JSONB(default="{}")  # raw input, the same for each
    language = Varchar(2)
    means = Varchar(40)  # with which the officer was signed in
    level = Varchar(20)
    token = Varchar(64, unique=True)
    made_at = Timestamptz()


class BulkItem(Table, tablename="bulk_item"):
    """One case of it, and how it went there."""

    id = UUID(primary_key=True, default=UUID4())
    run = ForeignKey(BulkRun, on_delete=OnDelete.cascade, null=False)
    place = Integer()
    number = Varchar(20)
    version = Integer()  # of the case, as the officer saw it
    state = Varchar(10)  # waits, done, refused
    why = Text()
    mend = Text()
    done_at = Timestamptz(null=True, default=None)
