"""The virus scanner: clamd, asked over its socket. Whatever it does not clearly call clean is not clean.

clamd calls a file clean, too, of which its own limits let it see only a part; it says so when its configuration has
`AlertExceedsMax yes`, which a site must set, with StreamMaxLength and MaxFileSize above the largest file it takes.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
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
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


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
        async with self._connected() as (reader, writer):
            # Listened to meanwhile: it answers and hangs up in the middle of what is too long for it.
            answer = asyncio.create_task(_answer(reader))
            try:
                await _sent(content, writer, answer)
                async with asyncio.timeout(ANSWERING):
                    said = await answer
            except TimeoutError:
                raise ScannerDown("clamd does not answer") from None
            finally:
                answer.cancel()
        return _verdict(said)

    async def alive(self) -> bool:
        """Does it answer? Asked by /readyz."""
        try:
            async with self._connected() as (reader, writer):
                writer.write(b"zPING\0")
                async with asyncio.timeout(CONNECTING):
                    return await _answer(reader) == "PONG"
        except (ScannerDown, TimeoutError):
            return False

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[Streams]:
        try:
            async with asyncio.timeout(CONNECTING):
                streams = await self._open()
        except (OSError, TimeoutError) as error:
            raise ScannerDown(f"clamd is not there: {type(error).__name__}") from error
        try:
            yield streams
        finally:
            streams[1].close()

    async def _open(self) -> Streams:
        if self.place.startswith("/"):
            return await asyncio.open_unix_connection(self.place)
        host, _colon, port = self.place.rpartition(":")
        return await asyncio.open_connection(host.strip("[]"), int(port))


async def _sent(content: AsyncIterator[bytes], writer: asyncio.StreamWriter, answer: asyncio.Task[str]) -> None:
    """Hand the stream over, or as much of it as clamd wants."""
    writer.write(b"zINSTREAM\0")
    with contextlib.suppress(OSError):  # it hung up; its answer tells more
        async for piece in content:
            if answer.done():
                return
            if piece:  # an empty one would mean the end
                writer.write(struct.pack(">I", len(piece)) + piece)
                async with asyncio.timeout(SENDING):
                    await writer.drain()
        writer.write(struct.pack(">I", 0))


async def _answer(reader: asyncio.StreamReader) -> str:
    said = b""
    try:
        while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER and (more := await reader.read(LONGEST_ANSWER)):
            said += more
    except OSError as error:
        raise ScannerDown(f"clamd hung up: {type(error).__name__}") from error
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
