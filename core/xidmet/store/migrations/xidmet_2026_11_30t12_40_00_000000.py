"""What agencies change of their tables and texts."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Integer, Text, Timestamptz, Varchar
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store import bound

ID = "2026-11-30T12:40:00:000000"


# As it was on this day; what changes later is another migration.
class AgencyChange(Table, tablename="agency_change"):
    id = UUID(primary_key=True, default=UUID4())
    chain = UUID()
    agency = Varchar(100)
    subject = Varchar(120)
    number = Integer()
    kind = Varchar(20)
    about = Integer(null=True, default=None)
    token = Varchar(64)
    account = UUID(null=True, default=None)
    who = Varchar(300)
    made_at = Timestamptz()
    body = Text()
    before = Varchar(64)
    hash = Varchar(64)


STATEMENTS = (
    "CREATE UNIQUE INDEX agency_change_number ON agency_change (subject, number)",
    "CREATE UNIQUE INDEX agency_change_token ON agency_change (token) WHERE token <> ''",
    # The daily root looks for what stands behind its last leaf.
    "CREATE INDEX agency_change_chain ON agency_change (chain, number)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Changes of agencies")

    async def create() -> None:
        AgencyChange._meta.db = bound.engine()
        await AgencyChange.create_table()
        for statement in STATEMENTS:
            await AgencyChange.raw(statement)

    manager.add_raw(create)
    return manager
