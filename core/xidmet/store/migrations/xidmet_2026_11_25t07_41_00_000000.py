"""What was posted by somebody whose session was over."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Bytea, Timestamptz, Varchar
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-25T07:41:00:000000"
PLAIN = {
    "null": False,
    "primary_key": False,
    "unique": False,
    "index": False,
    "index_method": IndexMethod.btree,
    "choices": None,
    "db_column_name": None,
    "secret": False,
}
COLUMNS = {
    "session": (Varchar, {**PLAIN, "length": 64, "default": "", "primary_key": True}),
    "page": (Varchar, {**PLAIN, "length": 300, "default": ""}),
    "sealed": (Bytea, {**PLAIN, "default": b""}),
    "ends_at": (Timestamptz, {**PLAIN, "default": None, "index": True}),
}


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Unsent forms")
    manager.add_table("Unsent", tablename="unsent")
    for name, (kind, params) in COLUMNS.items():
        manager.add_column(
            table_class_name="Unsent",
            tablename="unsent",
            column_name=name,
            db_column_name=name,
            column_class_name=kind.__name__,
            column_class=kind,
            params=params,
        )
    return manager
