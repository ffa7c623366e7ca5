"""Bytes that nobody's row names are found and erased: after a kill -9 too, and nothing else is."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys

import pytest
from xidmet.cases import Site
from xidmet.documents import unclaimed
from xidmet.documents.files import one_piece
from xidmet.documents.unclaimed import AFTER, erase_unclaimed
from xidmet.settings import Settings

from tests.core.uploading import objects

PATIENCE = 240.0  # seconds; only against waiting for ever
KILLED = """
import asyncio, sys
from pathlib import Path
from xidmet.documents.files import Files
from xidmet.settings import Settings

async def content():
    for _piece in range(200):
        yield bytes(65536)
    if sys.argv[2] == "in the middle":
        print("stored", flush=True)
        await asyncio.sleep(600)

async def main():
    files = Files(Settings(data=Path(sys.argv[1]), demo=True))
    await files.store(content(), "a", "application/pdf", party="", case=None)
    print("stored", flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


async def killed(settings: Settings, when: str) -> None:
    """A process of its own stores a file, and is killed."""
    command = [sys.executable, "-c", KILLED, str(settings.data), when]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    try:
        assert child.stdout is not None
        said = await asyncio.wait_for(asyncio.to_thread(child.stdout.readline), PATIENCE)
        assert said == b"stored\n"
    finally:
        child.kill()
        child.wait()


def age(settings: Settings, seconds: float) -> None:
    """As if all that lies there had lain there so long."""
    for path in (settings.data / "files").rglob("*"):
        if path.is_file():
            moment = path.stat().st_mtime - seconds
            os.utime(path, (moment, moment))


async def stored(site: Site, *, row: bool) -> str:
    keep = site.files.put if row else site.files.store
    return (await keep(one_piece(b"x"), "a", "application/pdf", party="", case=None)).place


@pytest.mark.parametrize("when", ["in the middle", "at the end"])
async def test_what_a_killed_process_left_goes(site: Site, settings: Settings, when: str) -> None:
    there = {await stored(site, row=True)}
    await killed(settings, when)
    left = objects(site) - there
    assert len(left) == 1, left
    assert await erase_unclaimed(site.files) == 0, "it may be on its way still"
    age(settings, AFTER.total_seconds() + 60)
    fresh = await stored(site, row=False)
    assert await erase_unclaimed(site.files) == 1
    assert objects(site) == there | {fresh}
    assert await erase_unclaimed(site.files) == 0


async def test_what_is_not_ours_stays(site: Site, settings: Settings) -> None:
    (settings.data / "files" / "notes").mkdir(parents=True)
    for name in ("notes/a.txt", "notes/a#1", "readme"):
        (settings.data / "files" / name).write_text("x")
    before = objects(site)
    age(settings, AFTER.total_seconds() + 60)
    assert await erase_unclaimed(site.files) == 0 and objects(site) == before


async def test_another_databases_files_are_not_taken_for_leftovers(
    site: Site, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unclaimed, "MOST", 3)
    places = {await stored(site, row=False) for _ in range(4)}
    age(settings, AFTER.total_seconds() + 60)
    assert await erase_unclaimed(site.files) == 0 and places <= objects(site)
    await site.files.erase(places.pop())
    assert await erase_unclaimed(site.files) == 3 and not places & objects(site)
