"""A site as it is deployed: processes begun by the command that people use, killed by their id, and their database."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import httpx
from xidmet.settings import PREFIX, Settings

from tests import servers
from tests.ui.browser import Browser

START = 420.0  # seconds; only against waiting for ever
PATIENCE = 240.0
LONG_AGO = "2000-01-01 00:00:00+00:00"


@dataclass
class Deployment:
    settings: Settings
    running: list[servers.Server] = field(default_factory=list)

    def serve(self) -> servers.Server:
        """The web process; with no Redis the worker runs in it."""
        server = self._start("serve")
        end = time.monotonic() + START
        while not servers.listening(server.port):
            if server.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"The portal did not start:\n{self._log().read_text()}")
            time.sleep(0.02)
        return server

    def work(self) -> servers.Server:
        return self._start("worker")

    def _start(self, command: str) -> servers.Server:
        with self._log().open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "xidmet.cli", command], env=self._environment(), stdout=log, stderr=log
            )
        server = servers.Server(process, self.settings.port)
        self.running.append(server)
        return server

    def _log(self) -> Any:
        return self.settings.data / "log"

    def _environment(self) -> dict[str, str]:
        names = (
            "data",
            "site",
            "static",
            "address",
            "port",
            "database",
            "redis",
            "mail",
            "trusted_proxies",
            "timestamps",
        )
        own = {PREFIX + name.upper(): str(getattr(self.settings, name)) for name in names}
        kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        return kept | own | {PREFIX + "DEMO": "1"}

    def stop(self) -> None:
        for server in self.running:
            if server.process.poll() is None:
                server.kill()

    def visitor(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.settings.address, cookies={"language": "az"}, timeout=START)

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Asked of the database itself, past the portal."""
        if not self.settings.database:
            connection = sqlite3.connect(self.settings.data / "xidmet.sqlite3", isolation_level=None, timeout=20)
            try:
                return connection.execute(sql).fetchall()
            finally:
                connection.close()
        opened = await asyncpg.connect(self.settings.database)
        try:
            return [tuple(row) for row in await opened.fetch(sql)]
        finally:
            await opened.close()

    async def states(self, table: str) -> set[str]:
        return {row[0] for row in await self.rows(f"SELECT DISTINCT state FROM {table}")}

    async def leases_run_out(self) -> None:
        """As if a minute had passed since somebody was killed."""
        await self.rows(f"UPDATE effect SET lease_until = '{LONG_AGO}' WHERE lease_until IS NOT NULL")

    async def settled(self) -> None:
        """Until nothing is left to do."""
        async with asyncio.timeout(PATIENCE):
            while "pending" in await self.states("effect"):
                await asyncio.sleep(0.05)


def deployed(settings: Settings, **more: object) -> Deployment:
    """These settings, on a port of its own."""
    port = servers.free_port()
    return Deployment(settings.model_copy(update={"port": port, "address": f"http://localhost:{port}", **more}))


async def confirmed(deployment: Deployment, token: str) -> str:
    """The number of a case that was sent, acknowledged, and tells two people by mail."""
    async with deployment.visitor() as client:
        person = await Browser(client).sign_in("leyla")
        number = await person.draft()
        assert (await person.confirm(number, once=token)).status_code == 303
    return number
