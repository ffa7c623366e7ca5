"""Status lists: which attestations were ended, for those who check without a network."""

import secrets

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import BigInt, Bytea, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

from xidmet.store import bound
from xidmet.store.tables import Issued

ID = "2026-11-30T10:50:00:000000"


# As they were on this day; what changes later is another migration.
class StatusCounter(Table, tablename="status_counter"):
    id = Integer(primary_key=True)
    next = BigInt()
    key = Varchar(64)


class StatusList(Table, tablename="status_list"):
    id = Integer(primary_key=True)
    hash = Varchar(64, index=True)
    packed = Bytea()
    mark = Varchar(60)


class StatusStatement(Table, tablename="status_statement"):
    id = Integer(primary_key=True)
    signed = Text()
    claimed_at = Timestamptz(null=True, default=None)


STATEMENTS = (
    "ALTER TABLE issued ADD COLUMN status_index BIGINT",
    # Two with one place would be ended together.
    "CREATE UNIQUE INDEX issued_status ON issued (status_index)",
    # What the lists are made from, without reading what was issued; SQLite would for a column that is not in it.
    "CREATE INDEX issued_status_ended ON issued (status_index, in_force)"
    " WHERE in_force = FALSE AND status_index IS NOT NULL",
    "INSERT INTO status_statement (id, signed) VALUES (1, '')",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Status lists")

    async def create() -> None:
        for table in (StatusCounter, StatusList, StatusStatement):
            table._meta.db = bound.engine()
            await table.create_table()
        for statement in STATEMENTS:
            await Issued.raw(statement)
        await Issued.raw("INSERT INTO status_counter (id, next, key) VALUES (1, 0, {})", secrets.token_hex(32))
        if not bound.on_sqlite():
            await Issued.raw("CREATE SEQUENCE status_place MINVALUE 0")

    manager.add_raw(create)
    return manager
