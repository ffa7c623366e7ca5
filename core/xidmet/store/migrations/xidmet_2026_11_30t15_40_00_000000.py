"""Files that go along with complaints, and that wait for the move with which they are given."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store import bound
from xidmet.store.tables import Account, Case, Complaint, Document

ID = "2026-11-30T15:40:00:000000"
KEEP = OnDelete.restrict


# As they were on this day; what changes later is another migration.
class ComplaintFile(Table, tablename="complaint_file"):
    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=KEEP, null=False, index=True)
    account = ForeignKey(Account, on_delete=KEEP, null=False)
    complaint = ForeignKey(Complaint, on_delete=KEEP, null=True, default=None, index=True)
    document = ForeignKey(Document, on_delete=KEEP, null=False, unique=True)
    kind = Varchar(10)
    added_at = Timestamptz()


class MoveFile(Table, tablename="move_file"):
    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=KEEP, null=False, index=True)
    account = ForeignKey(Account, on_delete=KEEP, null=False)
    transition = Varchar(60)
    path = Varchar(200)
    document = ForeignKey(Document, on_delete=KEEP, null=False, unique=True)
    kind = Varchar(10)
    added_at = Timestamptz()


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Files of complaints and moves")

    async def create() -> None:
        for table in (ComplaintFile, MoveFile):
            table._meta.db = bound.engine()
            await table.create_table()

    manager.add_raw(create)
    return manager
