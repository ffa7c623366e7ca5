"""The one Piccolo app: every table of the store."""

from __future__ import annotations

from pathlib import Path

from piccolo.conf.apps import AppConfig

from xidmet.store.tables import TABLES

APP_CONFIG = AppConfig(
    app_name="xidmet",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=list(TABLES),
    migration_dependencies=[],
)
