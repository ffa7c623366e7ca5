"""The application behind a real HTTP server, spoken to in bytes: what no well-behaved client would send."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast

import httpx
import uvicorn

from tests import servers
from tests.ui.browser import Portal

PATIENCE = 240.0  # seconds; only against waiting for ever


@dataclass(frozen=True)
class Wire:
    port: int

    async def get(self, target: bytes, **headers: str) -> httpx.Response:
        """GET this very target, which nobody tidies on its way."""
        return await self.say(b"GET " + target + b" HTTP/1.1\r\n", headers)

    async def say(self, line: bytes, headers: dict[str, str], body: bytes = b"") -> httpx.Response:
        lines = {"Host": "localhost:8000", "Connection": "close", **headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items()).encode("latin-1")
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(line + head + b"\r\n" + body)
        said = await asyncio.wait_for(reader.read(), PATIENCE)
        writer.close()
        return _answer(said)


def _answer(said: bytes) -> httpx.Response:
    head, _end, body = said.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    headers = [tuple(line.split(b": ", 1)) for line in lines]
    plain = [(name, value) for name, value in headers if name.lower() not in (b"transfer-encoding",)]
    return httpx.Response(int(first.split()[1]), headers=cast("Any", plain), content=body)


@asynccontextmanager
async def served(portal: Portal) -> AsyncIterator[Wire]:
    """The same server with which people are served, in this process."""
    port = servers.free_port()
    config = uvicorn.Config(
        cast("Any", portal.app), port=port, lifespan="off", log_level="critical", server_header=False
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    async with asyncio.timeout(PATIENCE):
        while not server.started:
            await asyncio.sleep(0.01)
    try:
        yield Wire(port)
    finally:
        server.should_exit = True
        await running
