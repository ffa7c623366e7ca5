"""A portal of the tests' own, started by the command that people use, and an eye on what goes wrong in a browser."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Response, WebError, expect
from xidmet.settings import PREFIX, Settings

from tests import servers

ROOT = Path(__file__).resolve().parents[2]
START = 420.0  # seconds in which a portal must be there; only against waiting for ever
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",  # a fifth less work for the processor
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--accept-lang=en-US",  # one without windows says nothing by itself
)

expect.set_options(timeout=120_000)  # milliseconds; only against waiting for ever


DATABASES: dict[str, Path] = {}  # by the address of the portal whose it is


@contextmanager
def started(folder: Path, site: Path = ROOT, *, cases: bool = False) -> Iterator[str]:
    """A demonstration of this site that nobody has touched yet; gives its address. cases: with the invented ones."""
    port = _port()
    address, log = f"http://localhost:{port}", folder / "log"
    command = [sys.executable, "-m", "xidmet.cli", "demo", *([] if cases else ["--no-cases"])]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=_environment(folder, site, port, address), stdout=out, stderr=subprocess.STDOUT
        )
    server = servers.Server(process, port)
    try:
        _wait(server, log)
        DATABASES[address] = folder / "data" / "xidmet.sqlite3"
        yield address
    finally:
        server.stop()


def _port() -> int:
    """One that is free, and where the signing server beside the portal finds its own free too."""
    for _try in range(100):
        port = servers.free_port()
        beside = urlsplit(Settings(demo=True, port=port).demo_signing).port or 0
        if not servers.listening(beside):
            return port
    raise RuntimeError("No two ports are free")


def _environment(folder: Path, site: Path, port: int, address: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    own = {
        "DEMO": "1",
        "DATA": str(folder / "data"),
        "SITE": str(site),
        "PORT": str(port),
        "ADDRESS": address,
        # Each visitor says a network address of its own, so that no throttle counts two of them as one.
        "TRUSTED_PROXIES": "127.0.0.1",
    }
    return kept | {PREFIX + name: value for name, value in own.items()}


def _wait(server: servers.Server, log: Path) -> None:
    end = time.monotonic() + START
    while not servers.listening(server.port):
        if server.process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"The portal did not start:\n{log.read_text()}")
        time.sleep(0.05)


@dataclass
class Watch:
    """What goes wrong in a browser unseen: errors of scripts, what the policy blocks, files that are not there."""

    troubles: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("console", self._said)
        context.on("weberror", self._raised)
        context.on("response", self._answered)

    def taken(self) -> list[str]:
        """What went wrong since the last time."""
        troubles, self.troubles = self.troubles, []
        return troubles

    def _said(self, message: ConsoleMessage) -> None:
        # Chromium says this of an error page too; _answered tells the two apart.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.troubles.append(f"console: {message.text}")

    def _raised(self, error: WebError) -> None:
        self.troubles.append(f"script: {error.error}")

    def _answered(self, response: Response) -> None:
        if response.status >= (500 if response.request.is_navigation_request() else 400):
            self.troubles.append(f"{response.status}: {response.url}")
