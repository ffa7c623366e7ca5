"""An empty database of either engine is brought to this version once, however many try, even when one is killed."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from piccolo.apps.migrations.tables import Migration
from xidmet.settings import Settings
from xidmet.store import health, migrate, open_store
from xidmet.store import tables as kept
from xidmet.store.migrate import FOLDER

from tests.conftest import ENGINES, ROOT, _named, _run_sql, demo_settings

ALL = len(list(FOLDER.glob("xidmet_*.py")))
APPLIED, NOTHING = f"{ALL} migration(s) applied.\n", "Nothing to do: the tables are up to date.\n"
ONE_ROW = {kept.StatusCounter, kept.StatusStatement, kept.FeedPlace}  # which the migration puts in
Process = asyncio.subprocess.Process


@pytest.fixture(params=ENGINES)
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    if request.param == "sqlite":
        return demo_settings(tmp_path)
    server, name = request.getfixturevalue("postgres_server"), f"empty{os.getpid()}_{abs(hash(str(tmp_path))) % 10**9}"
    await _run_sql(server, f'CREATE DATABASE "{name}"')
    return demo_settings(tmp_path, database=_named(server, name))


async def test_several_at_once_and_again(empty: Settings) -> None:
    processes = [await migrating(empty) for _process in range(3)]
    told = await asyncio.gather(*(end_of(process) for process in processes))
    assert sorted(told) == [(0, APPLIED), (0, NOTHING), (0, NOTHING)]
    assert await end_of(await migrating(empty)) == (0, NOTHING)
    assert await complete(empty)


async def test_one_that_is_killed_leaves_nothing_half_done(empty: Settings) -> None:
    killed = await migrating(empty)
    while not await begun(empty) and killed.returncode is None:
        await asyncio.sleep(0.005)
    if killed.returncode is None:
        killed.kill()
    await killed.wait()
    await migrate(empty)
    assert await complete(empty)


async def test_one_that_cannot_be_recorded_is_not_done(empty: Settings) -> None:
    """Otherwise the next try would meet tables and indexes that are there already."""
    store = await open_store(empty)
    await Migration.create_table()
    await Migration.raw("CREATE UNIQUE INDEX only_one ON migration (app_name)")
    await store.close()
    with pytest.raises(Exception, match=r"(?i)unique"):
        await migrate(empty)
    store = await open_store(empty)
    await Migration.raw("DROP INDEX only_one")
    await store.close()
    assert await migrate(empty) == ALL - 1 and await complete(empty)


async def test_a_database_that_was_not_brought_up_is_not_ready(empty: Settings) -> None:
    store = await open_store(empty)
    assert not await health.ready()
    await store.close()


async def migrating(settings: Settings) -> Process:
    own = {"XIDMET_DEMO": "1", "XIDMET_SITE": str(ROOT), "XIDMET_DATA": str(settings.data)}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "xidmet.cli", "migrate"),
        env={**os.environ, **own, "XIDMET_DATABASE": settings.database},
        stdout=asyncio.subprocess.PIPE,
    )


async def end_of(process: Process) -> tuple[int | None, str]:
    told, _nothing = await process.communicate()
    return process.returncode, told.decode()


async def begun(settings: Settings) -> bool:
    """The table that records migrations is there, so the first of them is under way."""
    look = "SELECT name FROM migration"
    try:
        if settings.database:
            await _run_sql(settings.database, look)
        else:
            with closing(sqlite3.connect(f"file:{settings.data}/xidmet.sqlite3?mode=ro", uri=True)) as database:
                database.execute(look)
    except Exception:
        return False
    return True


async def complete(settings: Settings) -> bool:
    """Every table can be asked for every column, and nothing is left to do."""
    store = await open_store(settings)
    try:
        found = {table for table in kept.TABLES if await table.select()}
        return found == ONE_ROW and await health.ready()
    finally:
        await store.close()
