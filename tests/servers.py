"""Servers that the tests start themselves: on loopback, on free ports, in temporary folders; they can be killed.

A missing program is named in one line; with CI=true it is a failure.
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

START = 420.0  # seconds; only against waiting for ever

WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
# Below the ports that systems give to outgoing connections: one of those could take a port between the asking for it
# and the server's start. Each process of the run counts through a stretch of its own, from a place of its own.
STRETCH = 1000
PORTS = itertools.cycle(range(STRETCH))
START_AT = os.getpid() % STRETCH


def free_port() -> int:
    for step in itertools.islice(PORTS, STRETCH):
        port = 20_000 + WORKER % 10 * STRETCH + (START_AT + step) % STRETCH
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no port of this process's stretch is free")


def listening(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(port: int, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not listening(port):
        if time.monotonic() > end:
            raise TimeoutError(f"nothing listens on 127.0.0.1:{port}")
        time.sleep(0.05)


def postgres_programs() -> Path | None:
    """The folder of initdb and postgres; Debian keeps them off the PATH."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda f: float(f.parent.name))
    return folders[-1] if folders else None


def missing() -> list[str]:
    """What this machine lacks for the whole run."""
    lacks = [] if postgres_programs() else ["PostgreSQL"]
    lacks += [] if shutil.which("redis-server") else ["Redis"]
    lacks += [] if chromium_program() else ["Chromium"]
    lacks += [] if clamd_program() else ["ClamAV"]
    lacks += [] if pkcs11_module() and shutil.which("softhsm2-util") else ["SoftHSM"]
    return lacks


def chromium_program() -> str | None:
    """The one without windows, where there is one: the same engine for a fifth less work."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


def clamd_program() -> str | None:
    return shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")


def pkcs11_module() -> Path | None:
    """SoftHSM's library: a token in software, spoken to as one would to a hardware security module."""
    found = sorted(Path("/usr/lib").glob("**/libsofthsm2.so"))
    return found[0] if found else None


@dataclass
class Server:
    """A process of the tests' own, stopped by its id."""

    process: subprocess.Popen[bytes]
    port: int
    begin: Callable[[], subprocess.Popen[bytes]] | None = None

    def start_again(self) -> None:
        """After it was stopped: on the same port, with what it had kept."""
        assert self.begin is not None
        self.process = self.begin()
        wait_for(self.port)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()


def _unprivileged() -> dict[str, object]:
    """initdb and postgres refuse root, so under root they run as nobody."""
    if os.getuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


# Nothing here need survive the machine, so the server need not wait for its disk, nor tidy what lasts for seconds.
POSTGRES_OPTIONS = (
    "-c",
    "fsync=off",
    "-c",
    "full_page_writes=off",
    "-c",
    "autovacuum=off",
    "-c",
    "max_connections=200",
)
INITDB_OPTIONS = ("-U", "xidmet", "--auth=trust", "-E", "UTF8", "--no-sync")


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL server with an empty cluster; gives the address of its superuser's database."""
    with postgres_server() as (url, _server):
        yield url


@contextmanager
def postgres_server() -> Iterator[tuple[str, Server]]:
    """The same, with the server, to be killed by a test."""
    programs = postgres_programs()
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="xidmet-pg-"))
    folder.chmod(0o777)
    data, port = folder / "data", free_port()
    _run(folder, programs / "initdb", "-D", data, *INITDB_OPTIONS).wait()
    listen = ("-p", str(port), "-h", "127.0.0.1", "-k", folder)
    begin = partial(_postgres_ready, folder, programs / "postgres", "-D", data, *listen, *POSTGRES_OPTIONS)
    server = Server(begin(), port, begin)
    try:
        yield f"postgresql://xidmet@127.0.0.1:{port}/postgres", server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _postgres_ready(folder: Path, *command: str | Path) -> subprocess.Popen[bytes]:
    """It listens before it can answer; the file with its process id says when it is ready."""
    process, said = _run(folder, *command), folder / "data" / "postmaster.pid"
    end = time.monotonic() + START
    while not {str(process.pid), "ready"} <= set(said.read_text().split() if said.exists() else ()):
        if process.poll() is not None or time.monotonic() > end:
            raise TimeoutError("PostgreSQL does not start")
        time.sleep(0.02)
    return process


def _run(folder: Path, *command: str | Path) -> subprocess.Popen[bytes]:
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, env=environment, cwd=folder, **quiet, **_unprivileged())  # type: ignore[call-overload, no-any-return]


@contextmanager
def redis() -> Iterator[tuple[str, Server]]:
    """A Redis server that keeps nothing on disk; gives its address and the server, to be killed by a test."""
    port = free_port()
    folder = tempfile.mkdtemp(prefix="xidmet-redis-")
    begin = partial(
        subprocess.Popen,
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    server = Server(begin(), port, begin)
    try:
        wait_for(port)
        yield f"redis://127.0.0.1:{port}/0", server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


CLAMD = """
Foreground yes
LocalSocket {folder}/clamd.ctl
TCPSocket {port}
TCPAddr 127.0.0.1
DatabaseDirectory {folder}/signatures
TemporaryDirectory {folder}
StreamMaxLength 3M
MaxFileSize 2M
AlertExceedsMax yes
SelfCheck 86400
"""


@contextmanager
def clamd(found: bytes) -> Iterator[tuple[Path, Server]]:
    """A scanner with one signature of its own, and no other; gives its folder and the server.

    found: the bytes that it finds, as "Test.Pattern.UNOFFICIAL". It takes 3 MB and looks into 2 MB.
    """
    program, folder, port = clamd_program(), Path(tempfile.mkdtemp(prefix="xidmet-clamd-")), free_port()
    assert program is not None
    folder.chmod(0o755)
    (folder / "signatures").mkdir()
    (folder / "signatures" / "test.ndb").write_text(f"Test.Pattern:0:*:{found.hex()}\n")
    (folder / "clamd.conf").write_text(CLAMD.format(folder=folder, port=port))
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    begin = partial(subprocess.Popen, [program, "--config-file", str(folder / "clamd.conf")], **quiet)
    server = Server(begin(), port, begin)
    try:
        wait_for(port, START)
        yield folder, server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def python(*arguments: str, environment: dict[str, str], cwd: Path | None = None) -> subprocess.Popen[bytes]:
    """A process of this project under the tests' own interpreter."""
    return subprocess.Popen([sys.executable, *arguments], env={**os.environ, **environment}, cwd=cwd)
