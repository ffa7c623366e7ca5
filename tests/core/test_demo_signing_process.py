"""The signing server beside a demonstration: it starts with it, and ends with it, however that ends."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import servers
from tests.commands import demo, xidmet
from tests.conftest import ROOT


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[tuple[servers.Server, int]]:
    """A demonstration as `make run` starts it, and the port of its signing server."""
    port, signing = servers.free_port(), servers.free_port()
    settings = {"XIDMET_DEMO": "1", "XIDMET_DATA": str(tmp_path), "XIDMET_PORT": str(port)}
    settings |= {"XIDMET_ADDRESS": f"http://localhost:{port}", "XIDMET_DEMO_SIGNING_PORT": str(signing)}
    server = servers.Server(servers.python("-m", "xidmet.cli", "demo", environment=settings, cwd=ROOT), port)
    try:
        servers.wait_for(port, servers.START)
        servers.wait_for(signing, servers.START)
        yield server, signing
    finally:
        server.stop()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["stopped", "killed"])
def test_it_ends_with_the_portal(portal: tuple[servers.Server, int], how: signal.Signals) -> None:
    server, signing = portal
    server.process.send_signal(how)
    server.process.wait(servers.START)
    end = time.monotonic() + servers.START
    while servers.listening(signing) and time.monotonic() < end:
        time.sleep(0.05)
    assert not servers.listening(signing)


def test_it_plays_nobody_outside_a_demonstration(tmp_path: Path) -> None:
    told = xidmet("demo-signing", XIDMET_DATA=str(tmp_path))
    assert told.returncode == 2 and "Traceback" not in told.stderr


def test_a_port_in_use_is_said(tmp_path: Path) -> None:
    with servers.socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        taken = str(holder.getsockname()[1])
        told = demo("demo-signing", data=tmp_path, XIDMET_DEMO_SIGNING_PORT=taken)
    assert told.returncode == 2 and f"port {taken} is in use" in told.stderr and "DEMO_SIGNING_PORT" in told.stderr


def test_the_folder_is_prepared_without_it(tmp_path: Path) -> None:
    told = demo("demo", "--prepare-only", data=tmp_path)
    assert told.returncode == 0 and "Phones:" in told.stdout
