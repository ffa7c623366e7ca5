"""Lists: one move in many cases under one signature."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import JSONB, UUID, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store import bound
from xidmet.store.tables import Case, Document

ID = "2026-11-30T13:30:00:000000"
KEEP = OnDelete.restrict


# As it was on this day; what changes later is another migration.
class MoveList(Table, tablename="move_list"):
    id = UUID(primary_key=True, default=UUID4())
    party = Varchar(60)
    account = UUID()
    service = Varchar(80)
    move = Varchar(60)
    asked = JSONB(default="{}")
    language = Varchar(2)
    means = Varchar(40)
    level = Varchar(20)
    token = Varchar(64, unique=True)
    state = Varchar(10)
    total = Integer()
    problem = Varchar(300)
    given = Varchar(64)
    head = Text()
    items = ForeignKey(Document, on_delete=KEEP, null=True, default=None)
    signature = ForeignKey(Document, on_delete=KEEP, null=True, default=None)
    signer = Varchar(300)
    report = JSONB(default="{}")
    material = JSONB(default="{}")
    result = ForeignKey(Document, on_delete=KEEP, null=True, default=None)
    made_at = Timestamptz()
    ends_at = Timestamptz()
    signed_at = Timestamptz(null=True, default=None)
    done_at = Timestamptz(null=True, default=None)


class MoveListItem(Table, tablename="move_list_item"):
    id = UUID(primary_key=True, default=UUID4())
    of_list = ForeignKey(MoveList, on_delete=OnDelete.cascade, null=False)
    place = Integer()
    number = Varchar(20)
    version = Integer()
    shown = JSONB(default="[]")
    state = Varchar(10)
    n = Integer(null=True, default=None)
    reason = Text()
    why = Text()
    mend = Text()
    done_at = Timestamptz(null=True, default=None)


STATEMENTS = (
    "CREATE INDEX move_list_party ON move_list (party, service, made_at)",
    "CREATE INDEX move_list_open ON move_list (ends_at) WHERE state IN ('asking', 'checking', 'checked', 'signing')",
    "CREATE UNIQUE INDEX move_list_item_place ON move_list_item (of_list, place)",
    "CREATE INDEX move_list_item_state ON move_list_item (of_list, state, place)",
    "CREATE INDEX move_list_item_number ON move_list_item (number) WHERE n IS NOT NULL",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Lists under one signature")

    async def create() -> None:
        for table in (MoveList, MoveListItem):
            table._meta.db = bound.engine()
            await table.create_table()
        for statement in STATEMENTS:
            await Case.raw(statement)

    manager.add_raw(create)
    return manager
