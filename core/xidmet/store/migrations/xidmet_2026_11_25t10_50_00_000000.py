"""A one-time link knows what it brings about: the e-mail address that it confirms."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from xidmet.store.tables import OneTimeLink

ID = "2026-11-25T10:50:00:000000"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="What one-time links bring about")

    async def create() -> None:
        await OneTimeLink.raw("ALTER TABLE one_time_link ADD COLUMN value VARCHAR(254) NOT NULL DEFAULT ''")

    manager.add_raw(create)
    return manager
