"""Effects wait in lanes, so that no letter stands behind a hundred thousand notices."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from xidmet.store.tables import Effect

ID = "2026-11-30T16:10:00:000000"
STATEMENTS = (
    "ALTER TABLE effect ADD COLUMN lane INTEGER NOT NULL DEFAULT 0",
    "DROP INDEX effect_next",
    "CREATE INDEX effect_next ON effect (lane, run_at) WHERE state = 'pending'",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Lanes of effects")

    async def change() -> None:
        for statement in STATEMENTS:
            await Effect.raw(statement)

    manager.add_raw(change)
    return manager
