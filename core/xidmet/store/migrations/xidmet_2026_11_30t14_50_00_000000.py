"""Records made at service centres are found by the passport that is noted in them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from xidmet.store.tables import Account

ID = "2026-11-30T14:50:00:000000"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Records by passport")

    async def create() -> None:
        await Account.raw("CREATE INDEX account_claimed_passport ON account (claimed_passport)")

    manager.add_raw(create)
    return manager
