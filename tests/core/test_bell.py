"""The bell that wakes the workers through Redis: nobody ever waits for it, and it rings once however much there is."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs
from xidmet.cases import Site
from xidmet.jobs import arq_worker
from xidmet.jobs.arq_worker import Bell
from xidmet.settings import Settings
from xidmet.store import transaction
from xidmet.store.effects import write_effect

from tests import servers
from tests.ui.browser import portal_on

QUEUE = "arq:queue"
ENOUGH = 30.0  # seconds; only against waiting for ever


@asynccontextmanager
async def mute() -> AsyncIterator[str]:
    """A Redis that takes connections and never says a word, as one that is stopped in the middle."""
    held: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(lambda _reader, writer: held.append(writer), "127.0.0.1", 0)
    try:
        yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
    finally:
        server.close()
        for writer in held:
            writer.close()


@asynccontextmanager
async def nobody() -> AsyncIterator[str]:
    yield f"redis://127.0.0.1:{servers.free_port()}/0"


@pytest.fixture(params=[mute, nobody])
async def away(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    async with request.param() as address:
        yield address


@pytest.fixture
def redis() -> Iterator[tuple[str, servers.Server]]:
    if shutil.which("redis-server") is None:
        pytest.skip("Redis is not installed")
    with servers.redis() as started:
        yield started


@pytest.fixture
def complaints() -> Iterator[list[dict[str, Any]]]:
    """What went wrong in tasks that nobody waits for."""
    heard: list[dict[str, Any]] = []
    yield heard
    assert heard == []


def bell_at(address: str, settings: Settings) -> Bell:
    return Bell(settings.model_copy(update={"redis": address}))


async def rung(bell: Bell) -> None:
    async with asyncio.timeout(ENOUGH):
        while bell._ringing is not None and not bell._ringing.done():
            await asyncio.sleep(0.01)


async def test_nobody_waits_for_a_redis_that_is_away(
    embedded: Settings, away: str, complaints: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arq_worker, "PATIENCE", 0.3)
    asyncio.get_running_loop().set_exception_handler(lambda _loop, said: complaints.append(said))
    bell, before = bell_at(away, embedded), len(asyncio.all_tasks())
    for _time in range(1000):
        bell.ring()
    assert len(asyncio.all_tasks()) <= before + 1, "one task, however many ring"
    with capture_logs() as said:
        await rung(bell)
    assert {one["event"] for one in said} == {"nobody hears the bell"}
    bell.ring()
    async with asyncio.timeout(ENOUGH):
        await bell.close()


async def test_people_are_served_while_redis_is_away(
    embedded: Settings, away: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arq_worker, "PATIENCE", 3 * ENOUGH)
    async with portal_on(embedded.model_copy(update={"redis": away})) as portal:
        leyla = await portal.signed_in("leyla")
        number = await leyla.draft()
        async with asyncio.timeout(ENOUGH):
            confirmed = await leyla.confirm(number)
            assert confirmed.headers["location"] == f"/cases/{number}?done=confirm"
            assert (await leyla.get(f"/cases/{number}")).status_code == 200


async def test_one_ring_says_it_all(site: Site, redis: tuple[str, servers.Server]) -> None:
    """However much there is to do: who comes looks at the table."""
    async with transaction():
        for number in range(60):
            await write_effect("test", {}, f"effect {number}")
    address, server = redis
    bell = bell_at(address, site.settings)
    async with Redis(port=server.port) as client:
        await client.config_resetstat()
        for _time in range(20):
            bell.ring()
        await rung(bell)
        assert await client.zcard(QUEUE) == 1
        counted = await client.info("commandstats")
        assert sum(one["calls"] for one in counted.values()) < 30
    await bell.close()


async def test_it_rings_again_when_redis_is_back(embedded: Settings, redis: tuple[str, servers.Server]) -> None:
    address, server = redis
    bell = bell_at(address, embedded)
    bell.ring()
    await rung(bell)
    server.kill()
    bell.ring()
    await rung(bell)
    server.start_again()
    async with Redis(port=server.port) as client:
        assert await client.zcard(QUEUE) == 0
        bell.ring()
        await rung(bell)
        assert await client.zcard(QUEUE) == 1
    await bell.close()
