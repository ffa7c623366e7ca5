"""The virus scanner: clamd, asked over its socket. Whatever it does not clearly call clean is not clean.

clamd calls a file clean, too, of which its own limits let it see only a part; it says so when its configuration has
`AlertExceedsMax yes`, which a site must set, with StreamMaxLength and MaxFileSize above the largest file it takes.
"""

from __future__ import annotations

import asyncio
import re
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from xidmet.settings import Settings

PREFIX = "clamd://"
CONNECTING, SENDING, ANSWERING = 5.0, 30.0, 300.0  # seconds
LONGEST_ANSWER = 4096  # bytes
FOUND = re.compile(r"stream: (?P<name>.+) FOUND")
LIMITED = "Heuristics.Limits.Exceeded"  # it could not look into all of it
TOO_LONG = "INSTREAM size limit exceeded"


class ScannerDown(Exception):
    """No verdict: it is not there, is silent, or says something else than a verdict. Ask again later."""


@dataclass(frozen=True)
class Verdict:
    """scan: clean, infected, or too large. finding: what was found."""

    scan: str
    finding: str = ""


@dataclass(frozen=True)
class Scanner:
    """place: path of the socket, or host:port."""

    place: str

    @classmethod
    def from_settings(cls, settings: Settings) -> Scanner | None:
        """None when files are not scanned."""
        return None if settings.scanner == "off" else cls(settings.scanner.removeprefix(PREFIX))

    async def scan(self, content: AsyncIterator[bytes]) -> Verdict:
        """What clamd says of a stream. Raises ScannerDown, and whatever reading the stream raises."""
        async with self._connected() as line:
            await _sent(line, content)
            return _verdict(await _answer(line, ANSWERING))

    async def alive(self) -> bool:
        """Does it answer? Asked by /readyz."""
        try:
            async with self._connected() as line:
                await _say(line, b"zPING\0")
                return await _answer(line, CONNECTING) == "PONG"
        except (ScannerDown, OSError, TimeoutError):
            return False

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[socket.socket]:
        """A plain socket: asyncio's streams lose an answer that came before the other side hung up."""
        by_path = self.place.startswith("/")
        line = socket.socket(socket.AF_UNIX if by_path else socket.AF_INET)
        line.setblocking(False)
        with line:
            try:
                async with asyncio.timeout(CONNECTING):
                    await asyncio.get_running_loop().sock_connect(
                        line, self.place if by_path else await self._address()
                    )
            except (OSError, TimeoutError) as error:
                raise ScannerDown(f"clamd is not there: {type(error).__name__}") from error
            yield line

    async def _address(self) -> tuple[str, int]:
        host, _colon, port = self.place.rpartition(":")
        found = await asyncio.get_running_loop().getaddrinfo(host, int(port), family=socket.AF_INET)
        return str(found[0][4][0]), int(port)


async def _sent(line: socket.socket, content: AsyncIterator[bytes]) -> None:
    """Hand the stream over, or as much of it as clamd wants: it hangs up in the middle of what is too long for it."""
    try:
        await _say(line, b"zINSTREAM\0")
        async for piece in content:
            if piece:  # an empty one would mean the end
                await _say(line, struct.pack(">I", len(piece)) + piece)
        await _say(line, struct.pack(">I", 0))
    except (BrokenPipeError, ConnectionResetError):
        return  # its answer tells more
    except TimeoutError:
        raise ScannerDown("clamd takes no more") from None


async def _say(line: socket.socket, said: bytes) -> None:
    async with asyncio.timeout(SENDING):
        await asyncio.get_running_loop().sock_sendall(line, said)


async def _answer(line: socket.socket, patience: float) -> str:
    said, loop = b"", asyncio.get_running_loop()
    try:
        async with asyncio.timeout(patience):
            while (
                not said.endswith(b"\0") and len(said) < LONGEST_ANSWER and (more := await loop.sock_recv(line, 4096))
            ):
                said += more
    except (OSError, TimeoutError) as error:
        raise ScannerDown(f"clamd does not answer: {type(error).__name__}") from error
    if not said.endswith(b"\0"):
        raise ScannerDown("clamd hung up")
    return said.rstrip(b"\0").decode("utf-8", "replace")


def _verdict(said: str) -> Verdict:
    if said == "stream: OK":
        return Verdict("clean")
    found = FOUND.fullmatch(said)
    if said.startswith(TOO_LONG) or (found and found["name"].startswith(LIMITED)):
        return Verdict("too large")
    if found:
        return Verdict("infected", found["name"])
    raise ScannerDown(f"clamd says: {said[:200]}")
