"""The only place that knows Piccolo: engines, tables, migrations, and queries named as questions.

Piccolo binds a table class to one engine, so a process has one store open at a time.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from xidmet.settings import Settings
from xidmet.store import bound
from xidmet.store.migrate import apply_migrations, pending_migrations
from xidmet.store.postgres import SafePostgresEngine, postgres_engine
from xidmet.store.sqlite import PooledSQLiteEngine

POOL = {"min_size": 1, "max_size": 10}


@dataclass(frozen=True)
class Store:
    """An open store."""

    engine: PooledSQLiteEngine | SafePostgresEngine

    async def close(self) -> None:
        await self.engine.close_connection_pool()


async def open_store(settings: Settings) -> Store:
    """Choose the engine the settings name, bind every table to it and open its connections."""
    engine: PooledSQLiteEngine | SafePostgresEngine
    if settings.database:
        engine = postgres_engine(settings.database)
        await engine.start_connection_pool(**POOL)
    else:
        settings.data.mkdir(parents=True, exist_ok=True)
        engine = PooledSQLiteEngine(settings.data / "xidmet.sqlite3")
        await engine.start_connection_pool()
    bound.bind(engine)
    return Store(engine)


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """All of it, or nothing. Never inside another one: an inner one would commit with the outer, not by itself.

    Inside it: no gather, no create_task, nothing that leaves the process.
    """
    engine: Any = bound.engine()
    async with engine.transaction(allow_nested=False):
        yield


async def migrate(settings: Settings) -> int:
    """Bring the tables to this version; how many migrations were applied. Safe to repeat and beside another process."""
    store = await open_store(settings)
    try:
        return await apply_migrations(settings)
    finally:
        await store.close()


__all__ = ["Store", "migrate", "open_store", "pending_migrations", "transaction"]
