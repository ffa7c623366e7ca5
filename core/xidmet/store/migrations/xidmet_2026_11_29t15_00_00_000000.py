"""Daily roots over the journals of all sent cases."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Date, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

from xidmet.store import bound
from xidmet.store.tables import Case

ID = "2026-11-29T15:00:00:000000"


# As it was on this day; what changes later is another migration.
class JournalRoot(Table, tablename="journal_root"):
    day = Date(primary_key=True)
    body = Text()
    hash = Varchar(64)
    sealed = Text()
    made_at = Timestamptz()


class JournalLeaf(Table, tablename="journal_leaf"):
    key = Varchar(60, primary_key=True)
    day = Date()
    chain = UUID()
    place = Integer()
    hash = Varchar(64)


STATEMENTS = (
    "CREATE INDEX journal_leaf_day ON journal_leaf (day, chain)",
    "CREATE INDEX journal_leaf_chain ON journal_leaf (chain, place)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Daily roots over the journals")

    async def create() -> None:
        for table in (JournalRoot, JournalLeaf):
            table._meta.db = bound.engine()
            await table.create_table()
        for statement in STATEMENTS:
            await Case.raw(statement)

    manager.add_raw(create)
    return manager
