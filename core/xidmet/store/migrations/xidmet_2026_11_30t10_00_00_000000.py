"""Levels of seals, and when they must be renewed; time-stamps over the journals' daily roots."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from xidmet.store.tables import Document

ID = "2026-11-30T10:00:00:000000"

STATEMENTS = (
    "ALTER TABLE document ADD COLUMN seal VARCHAR(3) NOT NULL DEFAULT ''",
    "ALTER TABLE document ADD COLUMN renew_by TIMESTAMPTZ",
    # What was issued before is raised, too, as soon as the site wants more than B.
    "UPDATE document SET seal = 'B', renew_by = created_at WHERE id IN (SELECT document FROM issued)",
    "CREATE INDEX document_renew ON document (seal, renew_by, id) WHERE renew_by IS NOT NULL",
    "ALTER TABLE journal_root ADD COLUMN stamp TEXT NOT NULL DEFAULT ''",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Levels of seals, time-stamped roots")

    async def alter() -> None:
        for statement in STATEMENTS:
            await Document.raw(statement)

    manager.add_raw(alter)
    return manager
