"""The command `xidmet` as somebody at a terminal runs it: a process of its own, whose answer and exit code are kept.

It is forked from one that has loaded the program already, for loading takes seconds and there are a hundred such runs.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from xidmet import cli
from xidmet.settings import PREFIX

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 240.0  # seconds; only against waiting for ever
_loaded = multiprocessing.get_context("forkserver")
_loaded.set_forkserver_preload(["xidmet.cli"])


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def xidmet(*arguments: str, **variables: str) -> Done:
    """Run the command with these settings and no others; never from an event loop in which a portal has work to do."""
    _not_in_a_loop()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = _loaded.Process(target=_run, args=(arguments, kept | variables, str(out), str(err)))
        process.start()
        process.join(PATIENCE)
        if process.exitcode is None:
            process.kill()
            raise TimeoutError(f"xidmet {' '.join(arguments)} did not end:\n{err.read_text()}")
        return Done(process.exitcode, out.read_text(), err.read_text())


def demo(*arguments: str, data: Path, **variables: str) -> Done:
    return xidmet(*arguments, XIDMET_DEMO="1", XIDMET_DATA=str(data), **variables)


def _not_in_a_loop() -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise AssertionError("the portal's loop would stand still, with what it has locked: asyncio.to_thread")


def _run(arguments: tuple[str, ...], environment: Mapping[str, str], out: str, err: str) -> None:
    for stream, path in ((1, out), (2, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    raise SystemExit(cli.main(list(arguments)))
