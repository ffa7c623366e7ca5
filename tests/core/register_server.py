"""A body that keeps a register: a real HTTP server on loopback that answers rightly, or as badly as it is told to."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests import servers

LARGE = 200_000_000  # bytes that it would like to send
NEVER = 3600.0  # seconds
WRONG = {
    "not JSON": b"<html>It works!</html>",
    "no text": b"\xff\xfe{}",
    "a list": b"[]",
    "no rows": b'{"lines": []}',
    "rows that are no list": b'{"rows": "none"}',
    "rows that are no objects": b'{"rows": [1]}',
    "a row without its columns": b'{"rows": [{"about": "p:1", "row": {}}]}',
    "a row that is a list": b'{"rows": [{"about": "p:1", "row": []}]}',
    "no list, but as empty as one": b'{"rows": {}}',
    "an object for a text": b'{"rows": [{"about": "p:1", "row": {"number": {"a": [1]}}}]}',
    "a number for a date": b'{"rows": [{"about": "p:1", "row": {"number": "C-1", "ends": 5}}]}',
    "half a letter": b'{"rows": [{"about": "p:1", "row": {"number": "\\ud800"}}]}',
    "no letter": b'{"rows": [{"about": "p:1", "row": {"number": "C\\u0000"}}]}',
    "a long number": b'{"rows": [{"about": "p:1", "row": {"number": ' + b"9" * 5000 + b"}}]}",
    "very deep": b"[" * 100_000,
    "rows about somebody else": b'{"rows": [{"about": "p:2", "row": {"number": "C-1"}}]}',
    "rows about nobody": b'{"rows": [{"row": {"number": "C-1"}}]}',
}


@dataclass
class RegisterServer:
    """rows: (whom it is about, row). manners: how it answers, one after the other; the last one stays."""

    port: int
    rows: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    manners: list[str] = field(default_factory=lambda: ["right"])
    asked: list[dict[str, str]] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    sent: int = 0
    _server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/registers/contracts"

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", self.port)

    async def stop(self) -> None:
        """From now on a connection is refused."""
        if self._server is not None:
            self._server.close()
            self._server = None

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.heads.append(head)
            self.asked.append(dict(parse_qsl(urlsplit(head.split()[1]).query)))
            await self._answer(writer, self.manners.pop(0) if len(self.manners) > 1 else self.manners[0])
        except (OSError, asyncio.IncompleteReadError):
            pass  # the other side has had enough
        finally:
            writer.close()

    async def _answer(self, writer: asyncio.StreamWriter, manner: str) -> None:
        if manner in WRONG:
            self._say(writer, "200 OK", WRONG[manner])
        elif manner == "right":
            self._say(writer, "200 OK", self._right())
        elif manner == "late":
            await asyncio.sleep(NEVER)
        elif manner == "drip":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            await self._endlessly(writer, b" ", 0.02)
        elif manner == "huge":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % LARGE)
            await self._endlessly(writer, b" " * 100_000, 0)
        elif manner == "packed":
            self._say(writer, "200 OK", gzip.compress(self._right()), "Content-Encoding: gzip")
        elif manner == "elsewhere":
            self._say(writer, "302 Found", b"", f"Location: http://127.0.0.1:{self.port}/secret?key=x")
        elif manner != "hang up":
            self._say(writer, manner, self._right())
        await writer.drain()

    async def _endlessly(self, writer: asyncio.StreamWriter, piece: bytes, pause: float) -> None:
        for _piece in range(LARGE // len(piece)):
            writer.write(piece)
            await writer.drain()
            self.sent += len(piece)
            await asyncio.sleep(pause)

    def _say(self, writer: asyncio.StreamWriter, status: str, body: bytes, *heads: str) -> None:
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *heads]
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def _right(self) -> bytes:
        """The rows that match what was asked last."""
        asked = self.asked[-1]
        found = [
            {"about": about, "row": row}
            for about, row in self.rows
            if asked.get("about", about) == about and asked.get("key") in (None, next(iter(row.values())))
        ]
        return json.dumps({"rows": found}).encode()


@asynccontextmanager
async def register_server(port: int = 0) -> AsyncIterator[RegisterServer]:
    server = RegisterServer(port or servers.free_port())
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
