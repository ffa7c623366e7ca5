"""Real web processes for the benches, on loopback, each on a free port; they end with the bench."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xidmet.settings import PREFIX, Settings

STARTS = 300.0  # seconds; only against waiting for ever


@contextmanager
def serving(settings: Settings, count: int, log: Path) -> Iterator[list[int]]:
    """The ports of so many processes of one site. log: where all of them write."""
    ports = [_free_port() for _one in range(count)]
    with log.open("wb") as written:
        processes = [_started(settings, port, written.fileno()) for port in ports]
        try:
            yield ports
            if any(one.poll() is not None for one in processes):
                raise RuntimeError(f"a web process ended by itself: {log.read_text('utf-8', 'replace')[-2000:]}")
        finally:
            for one in processes:
                one.terminate()
            for one in processes:
                _ended(one)


def _started(settings: Settings, port: int, log: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "xidmet.cli", "serve"]
    return subprocess.Popen(command, env=environment_of(settings, PORT=str(port)), stdout=log, stderr=log)  # noqa: S603  # our own command


def environment_of(settings: Settings, **more: str) -> dict[str, str]:
    """For a process on the same site."""
    own = {
        "DEMO": "1",
        "DATA": str(settings.data),
        "SITE": str(settings.site),
        "STATIC": str(settings.static),
        "DATABASE": settings.database,
        **more,
    }
    return {**os.environ, **{f"{PREFIX}{name}": value for name, value in own.items() if value}}


def _ended(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def until_open(ports: list[int]) -> None:
    """Raises TimeoutError."""
    end = time.monotonic() + STARTS
    for port in ports:
        while not await _opens(port):
            if time.monotonic() > end:
                raise TimeoutError(f"nothing listens on 127.0.0.1:{port}")
            await asyncio.sleep(0.1)


async def _opens(port: int) -> bool:
    try:
        _reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
