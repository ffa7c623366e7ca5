"""/readyz says which part is gone, and says so no longer when it is back; /healthz only says that somebody is there."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from xidmet import clock
from xidmet.jobs import Worker, health
from xidmet.settings import Settings
from xidmet.store import migrate

from tests import servers
from tests.conftest import _named, demo_settings
from tests.ui.browser import Portal, portal_on

PATIENCE = 240.0  # seconds; only against waiting for ever
NOBODY = "redis://127.0.0.1:9/0"  # nothing listens there; with it the web process has no worker of its own


async def parts(portal: Portal) -> dict[str, bool]:
    """What /readyz says of each part; its status must agree, and somebody is there all the time."""
    client = portal.browser().client
    async with asyncio.timeout(PATIENCE):
        answer, alive = await client.get("/readyz"), await client.get("/healthz")
    said: dict[str, bool] = answer.json()["checks"]
    assert answer.status_code == (200 if all(said.values()) else 503)
    assert answer.json()["status"] == ("ready" if all(said.values()) else "not ready")
    assert alive.status_code == 200 and alive.json() == {"status": "alive"}
    return said


async def until(portal: Portal, **wanted: bool) -> None:
    """Until exactly these parts are said to be gone or there; the others are there."""
    all_of_them = {"database": True, "files": True, "worker": True, **wanted}
    async with asyncio.timeout(PATIENCE):
        while await parts(portal) != all_of_them:
            await asyncio.sleep(0.05)


@asynccontextmanager
async def at_work(portal: Portal) -> AsyncIterator[None]:
    """A worker of its own, beside the application."""
    working = asyncio.create_task(Worker(portal.site).run())
    try:
        yield
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


@asynccontextmanager
async def away(path: Path) -> AsyncIterator[Path]:
    elsewhere = path.with_name(path.name + ".elsewhere")
    path.rename(elsewhere)
    try:
        yield path
    finally:
        elsewhere.rename(path)


async def test_the_worker(settings: Settings) -> None:
    async with portal_on(settings.model_copy(update={"redis": NOBODY})) as portal:
        await until(portal, worker=False)  # none was ever there
        async with at_work(portal):
            await until(portal)
        clock.advance(health.STALE - dt.timedelta(seconds=5))
        assert (await parts(portal))["worker"], "it may be late"
        clock.advance(dt.timedelta(seconds=6))
        await until(portal, worker=False)
        async with at_work(portal):
            await until(portal)


async def test_the_file_store(embedded: Settings) -> None:
    folder = embedded.data / "files"
    async with portal_on(embedded) as portal:
        await until(portal)
        async with away(folder):
            await until(portal, files=False)
            assert not folder.exists(), "whoever asks must not make it anew: nobody would see that the files are gone"
        await until(portal)
        async with away(folder):
            folder.write_text("something else")
            await until(portal, files=False)
            folder.unlink()
        await until(portal)


async def test_the_database_file(embedded: Settings) -> None:
    """Connections that are open go on in a file that was deleted; all that they write is lost."""
    async with portal_on(embedded) as portal:
        await until(portal)
        async with away(embedded.data / "xidmet.sqlite3") as file:
            await until(portal, database=False)
            file.write_bytes(b"")
            await until(portal, database=False)
            file.unlink()
        await until(portal)


@pytest.fixture
async def standing(tmp_path: Path) -> AsyncIterator[tuple[Settings, servers.Server]]:
    """A migrated site on a PostgreSQL server of its own, which may be stopped."""
    if servers.postgres_programs() is None:
        pytest.skip("PostgreSQL is not installed")
    with servers.postgres_server() as (url, server):
        settings = demo_settings(tmp_path, database=_named(url, "postgres"))
        await migrate(settings)
        yield settings, server


async def test_the_database_server(standing: tuple[Settings, servers.Server]) -> None:
    settings, server = standing
    async with portal_on(settings) as portal:
        await until(portal)
        server.process.send_signal(signal.SIGINT)  # at once, whoever is connected
        server.process.wait(PATIENCE)
        said = await parts(portal)
        assert (said["database"], said["files"]) == (False, True)
        server.start_again()
        await until(portal)
        stand_still(server, signal.SIGSTOP)
        try:
            said = await parts(portal)
            assert (said["database"], said["files"]) == (False, True), "silence is an answer too, and comes in time"
        finally:
            stand_still(server, signal.SIGCONT)
        await until(portal)


def stand_still(server: servers.Server, how: signal.Signals) -> None:
    """The server and every process that it made for a connection."""
    listed = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text()
    for pid in (*map(int, listed.split()), server.process.pid):
        os.kill(pid, how)
