"""Copies of one's data; accounts that were closed; consents that were taken back."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store import bound
from xidmet.store.tables import Account, Document

ID = "2026-11-29T12:00:00:000000"


# As they were on this day; what changes later is another migration.
class DataCopy(Table, tablename="data_copy"):
    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(Account, on_delete=OnDelete.cascade, null=False, index=True)
    language = Varchar(2)
    state = Varchar(10)
    document = ForeignKey(Document, on_delete=OnDelete.restrict, null=True, default=None)
    asked_at = Timestamptz()
    ready_at = Timestamptz(null=True, default=None)
    ends_at = Timestamptz(index=True)
    taken_at = Timestamptz(null=True, default=None)


STATEMENTS = (
    # Of two presses at once the second finds the first one's copy.
    "CREATE UNIQUE INDEX data_copy_under_way ON data_copy (account) WHERE state = 'making'",
    "ALTER TABLE account ADD COLUMN closed_at TIMESTAMPTZ",
    "ALTER TABLE check_ ADD COLUMN fin VARCHAR(7) NOT NULL DEFAULT ''",
    "ALTER TABLE consented ADD COLUMN optional BOOLEAN NOT NULL DEFAULT FALSE",
    "ALTER TABLE consented ADD COLUMN withdrawn_at TIMESTAMPTZ",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Copies of data, closed accounts")

    async def create() -> None:
        DataCopy._meta.db = bound.engine()
        await DataCopy.create_table()
        for statement in STATEMENTS:
            await Account.raw(statement)

    manager.add_raw(create)
    return manager
