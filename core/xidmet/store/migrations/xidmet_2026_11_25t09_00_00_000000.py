"""What is known of an attached file: its kind, told by its content, and what a virus scanner found in it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod

from xidmet.store.tables import Document

ID = "2026-11-25T09:00:00:000000"
COLUMNS = {"kind": 10, "finding": 200}  # characters
UNSCANNED = "CREATE INDEX document_unscanned ON document (created_at) WHERE scan IN ('not scanned', 'waiting')"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Attached files")
    for name, length in COLUMNS.items():
        manager.add_column(
            table_class_name="Document",
            tablename="document",
            column_name=name,
            db_column_name=name,
            column_class_name="Varchar",
            column_class=Varchar,
            params={
                "length": length,
                "default": "",
                "null": False,
                "primary_key": False,
                "unique": False,
                "index": False,
                "index_method": IndexMethod.btree,
                "choices": None,
                "db_column_name": None,
                "secret": False,
            },
            schema=None,
        )

    async def create() -> None:
        await Document.raw(UNSCANNED)

    manager.add_raw(create)
    return manager
