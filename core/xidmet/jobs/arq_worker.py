"""Scaled out: workers on Redis. Redis only carries wake-ups; losing all of it loses nothing.

arq itself would lose jobs (their bodies expire) and would not retry an exception, so its one job is "look at the
table": the row's claim decides who does an effect. Without Redis every worker looks by itself each second.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import structlog
from arq import func
from arq.connections import ArqRedis, RedisSettings, create_pool
from arq.worker import Worker as ArqWorker
from redis.exceptions import RedisError

from xidmet.cases import open_site
from xidmet.garbage import look_seldom
from xidmet.jobs.worker import Worker
from xidmet.logs import log_as_json
from xidmet.settings import Settings

log = structlog.get_logger()

WAKE = "wake"  # the job, and its id: while one waits in the queue another would be no use
AGAIN = 2.0  # seconds until a Redis that is away is called again
PATIENCE = 2.0  # seconds for one ring
AWAY = (OSError, RedisError)  # the errors of redis are none of Python's own, a time-out is an OSError


def _written(data: dict[str, Any]) -> bytes:
    return json.dumps(data, default=str).encode()


def _read(data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(data)
    return found


async def _called(address: str) -> ArqRedis:
    """A connection, or one of AWAY at once: whoever calls tries again by itself."""
    settings = replace(RedisSettings.from_dsn(address), conn_retries=0)
    return await create_pool(settings, job_serializer=_written, job_deserializer=_read)


def run_worker(settings: Settings) -> None:
    """Work until stopped."""
    log_as_json()
    look_seldom()
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    working = asyncio.current_task()
    assert working is not None
    for stop in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(stop, working.cancel)
    async with open_site(settings) as site, asyncio.TaskGroup() as tasks:
        worker = Worker(site)
        tasks.create_task(worker.run())
        tasks.create_task(_listen(settings.redis, worker))


async def _listen(address: str, worker: Worker) -> None:
    while True:
        try:
            async with _listener(address, worker) as listener:
                await listener.async_run()
        except AWAY as error:
            log.warning("Redis is away", error=type(error).__name__)
        await asyncio.sleep(AGAIN)


@asynccontextmanager
async def _listener(address: str, worker: Worker) -> AsyncIterator[ArqWorker]:
    """A new one after each outage: arq counts the jobs that it was about to begin as running for ever."""
    redis = await _called(address)
    try:
        yield ArqWorker(
            functions=[func(wake, name=WAKE, timeout=5, max_tries=1)],
            redis_pool=redis,
            ctx={"worker": worker},
            handle_signals=False,
            keep_result=0,
            poll_delay=0.2,
            job_serializer=_written,
            job_deserializer=_read,
        )
    finally:
        await _hang_up(redis)


async def wake(ctx: dict[Any, Any]) -> None:
    """Somebody says that there is something to do."""
    worker: Worker = ctx["worker"]
    worker.wake()


async def _hang_up(redis: ArqRedis) -> None:
    with contextlib.suppress(*AWAY):
        async with asyncio.timeout(PATIENCE):
            await redis.aclose()


class Bell:
    """Rings the workers from a web process: somebody may look at the table at once."""

    def __init__(self, settings: Settings) -> None:
        self._address = settings.redis
        self._redis: ArqRedis | None = None
        self._wanted = False
        self._ringing: asyncio.Task[None] | None = None

    def ring(self) -> None:
        """At once, without waiting and without failing: a lost ring costs a second, not an effect.

        However many ring while Redis keeps one waiting, there is one task for all of them.
        """
        self._wanted = True
        if self._ringing is None or self._ringing.done():
            self._ringing = asyncio.get_running_loop().create_task(self._ring())

    async def _ring(self) -> None:
        while self._wanted:
            self._wanted = False
            try:
                async with asyncio.timeout(PATIENCE):
                    self._redis = self._redis or await _called(self._address)
                    await self._redis.enqueue_job(WAKE, _job_id=WAKE, _expires=60)
            except AWAY as error:
                log.warning("nobody hears the bell", error=type(error).__name__)

    async def close(self) -> None:
        if self._ringing is not None:
            self._ringing.cancel()
            await asyncio.gather(self._ringing, return_exceptions=True)
        if self._redis is not None:
            await _hang_up(self._redis)
