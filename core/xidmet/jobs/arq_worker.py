"""Scaled out: arq workers on Redis. Redis only carries wake-ups; losing all of it loses nothing.

arq itself would lose jobs (their bodies expire) and would not retry an exception, so its jobs are only "look at this
row": the row's claim decides who does it, and a sweep announces what nobody took.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from typing import Any
from uuid import UUID

from arq import cron, func
from arq.connections import ArqRedis, RedisSettings, create_pool
from arq.worker import Worker as ArqWorker

from xidmet import clock
from xidmet.cases import Site, open_site
from xidmet.jobs.worker import LEASE, Worker, do
from xidmet.settings import Settings
from xidmet.store import effects

UNANNOUNCED = dt.timedelta(seconds=1)
EVERY = set(range(0, 60, 2))  # seconds of a minute at which the sweep runs


def _written(data: dict[str, Any]) -> bytes:
    return json.dumps(data, default=str).encode()


def _read(data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(data)
    return found


def run_worker(settings: Settings) -> None:
    """Work until stopped."""
    asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    async with open_site(settings) as site:
        worker = ArqWorker(
            functions=[func(look, name="look", keep_result=0, timeout=120, max_tries=2)],
            cron_jobs=[cron(announce, second=EVERY, unique=True, keep_result=0)],
            redis_settings=RedisSettings.from_dsn(settings.redis),
            ctx={"site": site},
            max_jobs=10,
            poll_delay=0.2,
            job_serializer=_written,
            job_deserializer=_read,
        )
        # The loop beside arq beats the heart, moves what is due, and still works when Redis is away.
        beside = asyncio.create_task(Worker(site).run())
        try:
            await _through_outages(worker)
        finally:
            beside.cancel()


async def _through_outages(worker: ArqWorker) -> None:
    while True:
        try:
            await worker.async_run()
            return
        except (OSError, ConnectionError):
            await asyncio.sleep(2)


async def look(ctx: dict[Any, Any], effect: str) -> None:
    """Somebody says this effect is due: claim it, if nobody else has, and do it."""
    site: Site = ctx["site"]
    for claimed in await effects.claim(1, LEASE, only=UUID(effect)):
        await do(site, claimed)


async def announce(ctx: dict[Any, Any]) -> None:
    """Wake somebody for every effect whose wake-up was lost."""
    slot = int(clock.now().timestamp()) // 5
    redis: ArqRedis = ctx["redis"]
    for effect, attempts in await effects.unannounced(UNANNOUNCED):
        await redis.enqueue_job("look", str(effect), _job_id=f"effect:{effect}:{attempts}:{slot}", _expires=60)


class Bell:
    """Rings the workers from a web process: asks them to look for what nobody took."""

    def __init__(self, settings: Settings) -> None:
        self._address = settings.redis
        self._redis: ArqRedis | None = None
        self._ringing: set[asyncio.Task[None]] = set()

    def ring(self) -> None:
        """At once, without waiting and without failing: a lost ring costs two seconds, not an effect."""
        task = asyncio.get_running_loop().create_task(self._ring())
        self._ringing.add(task)
        task.add_done_callback(self._ringing.discard)

    async def _ring(self) -> None:
        try:
            if self._redis is None:
                self._redis = await create_pool(
                    RedisSettings.from_dsn(self._address), job_serializer=_written, job_deserializer=_read
                )
            for effect, attempts in await effects.unannounced(dt.timedelta()):
                await self._redis.enqueue_job(
                    "look", str(effect), _job_id=f"effect:{effect}:{attempts}:now", _expires=60
                )
        except (OSError, ConnectionError):
            self._redis = None

    async def close(self) -> None:
        if self._redis is not None:
            await self._redis.aclose()
