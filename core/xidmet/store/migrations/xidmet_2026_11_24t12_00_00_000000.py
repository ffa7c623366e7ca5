"""Keys and indexes over several columns, which Piccolo's columns cannot say."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from xidmet.store import bound
from xidmet.store.tables import Case

ID = "2026-11-24T12:00:00:000000"
BOTH = (
    "CREATE UNIQUE INDEX journal_row_place ON journal_row (chain, place)",
    "CREATE UNIQUE INDEX register_row_key ON register_row (register, key, about)",
    "CREATE INDEX register_row_about ON register_row (register, about)",
    "CREATE INDEX case_row_key ON case_row (register, key)",
    "CREATE INDEX case_party ON case_ (party, changed_at)",
    "CREATE INDEX message_party_time ON message (party, created_at)",
    "CREATE UNIQUE INDEX remembered_value ON remembered (account, name, value)",
    "CREATE INDEX effect_next ON effect (run_at) WHERE state = 'pending'",
    "CREATE INDEX effect_open ON effect (\"case\") WHERE state = 'pending'",
)
SQLITE = ("CREATE INDEX case_field_value ON case_field (service, path, value)",)
POSTGRES = ("CREATE INDEX case_field_value ON case_field (service, path, value varchar_pattern_ops)",)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Keys and indexes")

    async def create() -> None:
        for statement in (*BOTH, *(SQLITE if bound.on_sqlite() else POSTGRES)):
            await Case.raw(statement)

    manager.add_raw(create)
    return manager
