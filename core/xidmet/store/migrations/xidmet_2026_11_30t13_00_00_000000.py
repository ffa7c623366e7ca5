"""Foreigners and stateless persons: the passport that tells one from another where there is no FIN."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from xidmet.store.tables import Account

ID = "2026-11-30T13:00:00:000000"

STATEMENTS = (
    "ALTER TABLE account ADD COLUMN passport VARCHAR(24)",
    "ALTER TABLE account ADD COLUMN claimed_passport VARCHAR(24) NOT NULL DEFAULT ''",
    "CREATE UNIQUE INDEX account_passport ON account (passport)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Passports of foreigners")

    async def alter() -> None:
        for statement in STATEMENTS:
            await Account.raw(statement)

    manager.add_raw(alter)
    return manager
