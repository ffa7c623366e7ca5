"""Whether a case's kept texts hold what is searched for is told by an index alone."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from xidmet.store import bound
from xidmet.store.tables import Case

ID = "2026-11-30T15:20:00:000000"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Kept texts by case")

    async def run() -> None:
        by_bytes = "" if bound.on_sqlite() else ' COLLATE "C"'
        await Case.raw("DROP INDEX case_field_case")
        await Case.raw(f'CREATE INDEX case_field_case ON case_field ("case", value{by_bytes})')

    manager.add_raw(run)
    return manager
