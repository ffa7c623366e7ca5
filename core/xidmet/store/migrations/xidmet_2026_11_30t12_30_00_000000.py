"""Messages between the applicant and the officers of a case, and complaints."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store import bound
from xidmet.store.tables import Account, Case, Document

ID = "2026-11-30T12:30:00:000000"
KEEP = OnDelete.restrict


# As they were on this day; what changes later is another migration.
class CaseMessage(Table, tablename="case_message"):
    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=KEEP, null=False, index=True)
    place = Integer()
    account = ForeignKey(Account, on_delete=KEEP, null=False)
    name = Varchar(300)
    office = Varchar(200)
    text = Text()
    sent_at = Timestamptz()
    read_at = Timestamptz(null=True, default=None)


class CaseMessageFile(Table, tablename="case_message_file"):
    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=KEEP, null=False, index=True)
    account = ForeignKey(Account, on_delete=KEEP, null=False)
    message = ForeignKey(CaseMessage, on_delete=KEEP, null=True, default=None, index=True)
    document = ForeignKey(Document, on_delete=KEEP, null=False, unique=True)
    kind = Varchar(10)
    added_at = Timestamptz()


class Complaint(Table, tablename="complaint"):
    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=KEEP, null=False, index=True)
    service = Varchar(80)
    number = Varchar(30, unique=True)
    account = ForeignKey(Account, on_delete=KEEP, null=False)
    name = Varchar(300)
    text = Text()
    filed_at = Timestamptz()
    decided_at = Timestamptz(null=True, default=None)
    decided_by = ForeignKey(Account, on_delete=KEEP, null=True, default=None)
    decided_name = Varchar(300)
    upheld = Boolean(null=True, default=None)
    reason = Text()


# Lists count what is unread, which is never much.
UNREAD = 'CREATE INDEX case_message_unread ON case_message ("case", office) WHERE read_at IS NULL'
OPEN = "CREATE INDEX complaint_open ON complaint (service, filed_at) WHERE decided_at IS NULL"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Messages, complaints")

    async def create() -> None:
        for table in (CaseMessage, CaseMessageFile, Complaint):
            table._meta.db = bound.engine()
            await table.create_table()
        await Case.raw(UNREAD)
        await Case.raw(OPEN)

    manager.add_raw(create)
    return manager
