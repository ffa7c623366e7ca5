"""Which engine the tables are bound to; asked by the migrations through Piccolo's configuration module."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import Any

from piccolo.apps.migrations.tables import Migration
from piccolo.engine.base import Engine
from piccolo.table import Table

from xidmet.store.tables import TABLES

os.environ["PICCOLO_CONF"] = "xidmet.store.piccolo_conf"

_engine: Engine[Any] | None = None


def bind(engine: Engine[Any]) -> None:
    global _engine
    _engine = engine
    tables: tuple[type[Table], ...] = (*TABLES, Migration)
    for table in tables:
        table._meta.db = engine


def engine() -> Engine[Any]:
    if _engine is None:
        raise RuntimeError("No store is open: call open_store first.")
    return _engine


def on_sqlite() -> bool:
    return engine().engine_type == "sqlite"


def among(column: str, values: Sequence[Any], type_: str) -> tuple[str, Any]:
    """A condition with one parameter, however many values there are. type_: PostgreSQL's name of it."""
    if on_sqlite():
        listed = json.dumps([str(one) for one in values])
        return f"{column} IN (SELECT value FROM json_each({{}}))", listed  # noqa: S608  # one of our own columns
    return f"{column} = ANY({{}}::{type_}[])", list(values)


def is_unique_violation(error: BaseException) -> bool:
    """True when a unique key refused a row, on either engine."""
    name = type(error).__name__
    return name == "UniqueViolationError" or (name == "IntegrityError" and "UNIQUE" in str(error))
