"""A real server on loopback that is told of events, and answers as a test wants it to."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

OK = "200 OK"
BROKEN = "500 Internal Server Error"
GONE = "410 Gone"
REDIRECT = "307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/elsewhere"
SILENT = ""  # takes the message and never answers


@dataclass
class Got:
    """One message. headers: names in small letters."""

    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def says(self) -> Any:
        return json.loads(self.body)

    @property
    def events(self) -> list[tuple[str, int]]:
        """Number and version of each."""
        return [(one["number"], one["version"]) for one in self.says["data"]["events"]]

    def is_signed_by(self, secret: str) -> bool:
        """As any receiver checks it, by the specification alone."""
        key = base64.b64decode(secret.split("_")[1])
        signed = b".".join([self.id.encode(), self.headers["webhook-timestamp"].encode(), self.body])
        expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return any(one == f"v1,{expected}" for one in self.headers["webhook-signature"].split())


@dataclass
class Receiver:
    """answers: to the next messages, one each; then 200."""

    address: str
    got: list[Got] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    hanging: list[asyncio.StreamWriter] = field(default_factory=list)

    def will(self, *answers: str) -> None:
        self.answers += answers

    @property
    def events(self) -> list[tuple[str, int]]:
        """All that came, repeats too."""
        return [one for got in self.got for one in got.events]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, _colon, value in (line.partition(":") for line in head[1:])}
        body = await reader.readexactly(int(headers["content-length"]))
        self.got.append(Got(headers, body))
        answer = self.answers.pop(0) if self.answers else OK
        if answer == SILENT:
            self.hanging.append(writer)
            return
        writer.write(f"HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()


@asynccontextmanager
async def receiving(*answers: str) -> AsyncIterator[Receiver]:
    receiver = Receiver("", answers=list(answers))
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/told"
    try:
        yield receiver
    finally:
        for one in receiver.hanging:
            one.close()
        server.close()


def by_case(events: Sequence[tuple[str, int]]) -> dict[str, list[int]]:
    found = dict[str, list[int]]()
    for number, version in events:
        found.setdefault(number, []).append(version)
    return found
