"""Files of rows on their way into a draft."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import JSONB, UUID, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store import bound
from xidmet.store.tables import Case, Document

ID = "2026-11-25T08:20:00:000000"


# As they were on this day; what changes later is another migration.
class File(Table, tablename="rows_file"):
    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=OnDelete.cascade, null=False)
    field = Varchar(80)
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


class Row(Table, tablename="rows_file_row"):
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


INDEXES = (
    'CREATE INDEX rows_file_case ON rows_file ("case", field)',
    "CREATE INDEX rows_file_created_at ON rows_file (created_at)",
    "CREATE UNIQUE INDEX rows_file_row_number ON rows_file_row (file, number)",
    "CREATE INDEX rows_file_row_state ON rows_file_row (file, state, number)",
    "CREATE INDEX rows_file_row_key ON rows_file_row (file, key)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Files of rows")

    async def create() -> None:
        for table in (File, Row):
            table._meta.db = bound.engine()
            await table.create_table()
        for statement in INDEXES:
            await Case.raw(statement)

    manager.add_raw(create)
    return manager
