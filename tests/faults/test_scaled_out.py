"""Scaled out: workers are killed, Redis forgets everything, stands still or dies; what was sent is delivered anyway.

One deployment for the whole file, on PostgreSQL and Redis: starting processes is what takes long.
"""

from __future__ import annotations

import asyncio
import shutil
import signal
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from tests import servers
from tests.conftest import _named, _run_sql, demo_settings
from tests.core.certificate import token
from tests.faults.deployment import PATIENCE, Deployment, confirmed, deployed
from tests.faults.mail_server import MailServer, mail_server

pytestmark = pytest.mark.xdist_group("scaled-out")

LETTERS = 2
AT_ONCE = 30.0  # seconds for all the pages together; who waited for a paused Redis would wait for ever
LISTENING = "arq:queue:health-check"  # written by a worker as soon as it listens


@pytest.fixture(scope="module")
def redis() -> Iterator[servers.Server]:
    if shutil.which("redis-server") is None:
        pytest.skip("Redis is not installed")
    with servers.redis() as (_address, server):
        yield server


@pytest.fixture(scope="module")
def scaled_out(
    redis: servers.Server,
    seeded: Path,
    seeded_postgres: str,
    postgres_server: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Deployment]:
    data = tmp_path_factory.mktemp("scaled-out") / "data"
    shutil.copytree(seeded, data)
    asyncio.run(_run_sql(postgres_server, f'CREATE DATABASE scaled_out TEMPLATE "{seeded_postgres}"'))
    made = deployed(
        demo_settings(data),
        database=_named(postgres_server, "scaled_out"),
        redis=f"redis://127.0.0.1:{redis.port}/0",
        mail=f"smtp://127.0.0.1:{servers.free_port()}",
    )
    made.serve()
    yield made
    made.stop()


@pytest.fixture
async def mail(scaled_out: Deployment) -> AsyncIterator[MailServer]:
    async with mail_server(int(scaled_out.settings.mail.rpartition(":")[2])) as server:
        yield server


async def listening(redis: servers.Server) -> None:
    """Until some worker hears the bell."""
    async with Redis(port=redis.port) as client, asyncio.timeout(PATIENCE):
        while not await client.exists(LISTENING):
            await asyncio.sleep(0.05)


async def test_a_killed_workers_letters_are_delivered_by_another(scaled_out: Deployment, mail: MailServer) -> None:
    first = scaled_out.work()
    mail.hold = "letter"
    await confirmed(scaled_out, token())
    await mail.holds(LETTERS)
    second = scaled_out.work()
    first.kill()
    mail.let_go()
    await scaled_out.leases_run_out()
    await scaled_out.settled()
    assert sorted(mail.times().values()) == [2, 2]
    assert await scaled_out.states("effect") == {"done"}
    second.kill()


async def test_redis_forgets_everything_before_anybody_heard(
    scaled_out: Deployment, redis: servers.Server, mail: MailServer
) -> None:
    await confirmed(scaled_out, token())
    async with Redis(port=redis.port) as client:
        async with asyncio.timeout(PATIENCE):
            while not await client.zcard("arq:queue"):
                await asyncio.sleep(0.02)
        await client.flushall()
    worker = scaled_out.work()
    await scaled_out.settled()
    assert sorted(mail.times().values()) == [1] * LETTERS
    worker.stop()
    assert worker.process.returncode == 0, "a worker that is asked to stop stops in good order"


@pytest.mark.parametrize("gone", ["paused", "killed"])
async def test_without_redis_people_are_served_and_letters_delivered(
    scaled_out: Deployment, redis: servers.Server, mail: MailServer, gone: str
) -> None:
    await forget_who_listened(redis)
    workers = [scaled_out.work(), scaled_out.work()]
    await listening(redis)
    leave(redis, gone)
    try:
        begun = time.monotonic()
        await confirmed(scaled_out, token())
        assert time.monotonic() - begun < AT_ONCE
        await scaled_out.settled()
        assert sorted(mail.times().values()) == [1] * LETTERS
    finally:
        come_back(redis, gone)  # one that stays paused would hold up the tests behind this one for ever
    await listening(redis)
    before = await rings(redis)
    await confirmed(scaled_out, token())
    await scaled_out.settled()
    assert sorted(mail.times().values()) == [1] * LETTERS * 2
    assert await rings(redis) > before, "the bell rings again"
    assert [worker.process.poll() for worker in workers] == [None, None], "the workers outlive Redis"
    for worker in workers:
        worker.kill()


def leave(redis: servers.Server, gone: str) -> None:
    """Paused, it still takes connections and commands, and never answers."""
    if gone == "paused":
        redis.process.send_signal(signal.SIGSTOP)
    else:
        redis.kill()


def come_back(redis: servers.Server, gone: str) -> None:
    if gone == "paused":
        redis.process.send_signal(signal.SIGCONT)
    else:
        redis.start_again()


async def forget_who_listened(redis: servers.Server) -> None:
    async with Redis(port=redis.port) as client, asyncio.timeout(PATIENCE):
        await client.delete(LISTENING)


async def rings(redis: servers.Server) -> int:
    async with Redis(port=redis.port) as client:
        counted = await client.info("commandstats")
    return int(counted.get("cmdstat_zadd", {}).get("calls", 0))
