"""Capsules of cases, beside the copies of one's data."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from xidmet.store.tables import Account

ID = "2026-11-30T10:40:00:000000"
STATEMENTS = (
    "ALTER TABLE data_copy ADD COLUMN number VARCHAR(20) NOT NULL DEFAULT ''",
    "ALTER TABLE data_copy ADD COLUMN view VARCHAR(100) NOT NULL DEFAULT ''",
    "DROP INDEX data_copy_under_way",
    # Of two presses at once the second finds the first one's copy.
    "CREATE UNIQUE INDEX data_copy_under_way ON data_copy (account, number) WHERE state = 'making'",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Capsules of cases")

    async def change() -> None:
        for statement in STATEMENTS:
            await Account.raw(statement)

    manager.add_raw(change)
    return manager
