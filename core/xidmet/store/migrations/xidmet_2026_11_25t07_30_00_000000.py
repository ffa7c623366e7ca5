"""A code may stand in several versions of its list."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from xidmet.store.tables import Case

ID = "2026-11-25T07:30:00:000000"
STATEMENTS = (
    "DROP INDEX register_row_key",
    "CREATE UNIQUE INDEX register_row_key ON register_row (register, key, about, version)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Versions of code lists")

    async def create() -> None:
        for statement in STATEMENTS:
            await Case.raw(statement)

    manager.add_raw(create)
    return manager
