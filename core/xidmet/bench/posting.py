"""A plain HTTP client for loopback: one connection, one request at a time. A whole one costs as much as a portal."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import TracebackType
from urllib.parse import urlencode


class Connection:
    """Stays open from one request to the next."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> Connection:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._close()

    async def post(self, path: str, cookie: str, said: dict[str, str]) -> int:
        """The status of the answer. As a browser does, it asks once more, under the same token, where the connection
        had lain idle and was closed. Raises OSError, asyncio.IncompleteReadError when there is no answer.
        """
        body = urlencode(said).encode("ascii")
        more = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        return await self._asked("POST", path, cookie, more, body)

    async def get(self, path: str, cookie: str) -> int:
        """The status of the answer. Raises as post() does."""
        return await self._asked("GET", path, cookie)

    async def _asked(self, method: str, path: str, cookie: str, more: str = "", body: bytes = b"") -> int:
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: session={cookie}\r\n{more}\r\n"
        try:
            return await self._answered(head.encode("ascii") + body)
        except (OSError, asyncio.IncompleteReadError):
            await self._close()
            return await self._answered(head.encode("ascii") + body)

    async def _answered(self, whole: bytes) -> int:
        reader, writer = await self._open()
        writer.write(whole)
        answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        lines = [line.partition(":") for line in answer.lower().split("\r\n")[1:]]
        said_of = {name: value.strip() for name, _colon, value in lines if name}
        await self._rest(reader, said_of)
        if said_of.get("connection") == "close":
            await self._close()
        return int(answer.split(" ", 2)[1])

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self._reader, self._writer

    @staticmethod
    async def _rest(reader: asyncio.StreamReader, head: dict[str, str]) -> None:
        if head.get("transfer-encoding") == "chunked":
            while size := int((await reader.readline()).strip() or b"0", 16):
                await reader.readexactly(size + 2)
            await reader.readline()
        else:
            await reader.readexactly(int(head.get("content-length", "0")))

    async def _close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            with suppress(OSError):
                await self._writer.wait_closed()
        self._reader = self._writer = None
