"""A case may follow another one: applied for again, or later an extension of what that one gave."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from xidmet.store.tables import Account

ID = "2026-11-30T11:10:00:000000"
STATEMENTS = (
    "ALTER TABLE case_ ADD COLUMN follows VARCHAR(20) NOT NULL DEFAULT ''",
    # Only few cases follow another one.
    "CREATE INDEX case__follows ON case_ (follows) WHERE follows <> ''",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="What a case follows")

    async def alter() -> None:
        for statement in STATEMENTS:
            await Account.raw(statement)

    manager.add_raw(alter)
    return manager
