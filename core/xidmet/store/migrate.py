"""Migrations: forwards only, one set for both engines, each together with its own record in one transaction."""

from __future__ import annotations

import contextlib
import fcntl
import importlib
import io
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.apps.migrations.tables import Migration

from xidmet.settings import Settings
from xidmet.store import bound

APP = "xidmet"
FOLDER = Path(__file__).parent / "migrations"
LOCK = 7_245_533  # any number; the same in every process of the site


async def apply_migrations(settings: Settings) -> int:
    """Run what has not run yet, in order; how many that were."""
    async with _alone(settings):
        await Migration.create_table(if_not_exists=True)
        waiting = await pending_migrations()
        for name in waiting:
            await _apply(name)
        return len(waiting)


async def pending_migrations() -> list[str]:
    """Names of the migrations this version has and the database has not."""
    if not await Migration.table_exists():
        return _names()
    done = await Migration.select(Migration.name).where(Migration.app_name == APP).output(as_list=True)
    return [name for name in _names() if name not in done]


def _names() -> list[str]:
    return sorted(file.stem for file in FOLDER.glob("xidmet_*.py"))


async def _apply(name: str) -> None:
    """DDL and record in one transaction: a crash between them cannot leave half of it."""
    module: ModuleType = importlib.import_module(f"xidmet.store.migrations.{name}")
    engine: Any = bound.engine()
    async with engine.transaction():
        manager: MigrationManager = await module.forwards()
        with contextlib.redirect_stdout(io.StringIO()):  # Piccolo tells each step on standard output
            await manager.run()
        await Migration.insert(Migration(name=name, app_name=APP))


@asynccontextmanager
async def _alone(settings: Settings) -> AsyncIterator[None]:
    """Only one process migrates at a time; the others wait, then find nothing to do."""
    if bound.on_sqlite():
        with _file_lock(settings.data / "migrate.lock"):
            yield
        return
    engine: Any = bound.engine()
    async with engine.pool.acquire() as connection:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
        try:
            yield
        finally:
            await connection.execute("SELECT pg_advisory_unlock($1)", LOCK)


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
