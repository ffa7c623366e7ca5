"""Files of people on their way into a roster."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import JSONB, UUID, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store import bound
from xidmet.store.tables import Account, Case, Document

ID = "2026-11-30T14:00:00:000000"


# As they were on this day; what changes later is another migration.
class File(Table, tablename="roster_file"):
    id = UUID(primary_key=True, default=UUID4())
    service = Varchar(80)
    party = Varchar(120)
    account = ForeignKey(Account, on_delete=OnDelete.set_null, null=True, default=None)
    sent_by = Varchar(200)
    name = Varchar(200)
    document = ForeignKey(Document, on_delete=OnDelete.restrict, null=True, default=None)
    state = Varchar(10)
    headers = JSONB(default="[]")
    samples = JSONB(default="[]")
    columns = JSONB(default="[]")
    total = Integer(default=0)
    done = Integer(default=0)
    version = Integer(default=1)
    problem = Text()
    created_at = Timestamptz()


class Row(Table, tablename="roster_file_row"):
    id = UUID(primary_key=True, default=UUID4())
    file = ForeignKey(File, on_delete=OnDelete.cascade, null=False)
    number = Integer()
    cells = JSONB(default="[]")
    typed = JSONB(default="{}")
    errors = JSONB(default="{}")
    state = Varchar(10)
    key = Varchar(200)
    mark = Varchar(64)
    twin = Integer(null=True, default=None)
    case = Varchar(40)


INDEXES = (
    "CREATE INDEX roster_file_party ON roster_file (party, service, created_at)",
    "CREATE INDEX roster_file_created_at ON roster_file (created_at)",
    "CREATE UNIQUE INDEX roster_file_row_number ON roster_file_row (file, number)",
    "CREATE INDEX roster_file_row_state ON roster_file_row (file, state, number)",
    "CREATE INDEX roster_file_row_key ON roster_file_row (file, key)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Files of people")

    async def create() -> None:
        for table in (File, Row):
            table._meta.db = bound.engine()
            await table.create_table()
        for statement in INDEXES:
            await Case.raw(statement)

    manager.add_raw(create)
    return manager
