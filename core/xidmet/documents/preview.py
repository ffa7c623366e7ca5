"""Pages of a file as pictures, drawn by a process apart with little of everything: see draw.py."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path

from xidmet.contract.attached import KINDS
from xidmet.documents.files import Files
from xidmet.documents.pictures import Drawn
from xidmet.store.documents import Stored

PROGRAM = Path(__file__).with_name("draw.py")
PATIENCE = 20.0  # seconds by the clock
LARGEST = 60 * 1000 * 1000  # bytes of a file that is drawn; larger ones are only downloaded
LARGEST_PICTURE = 60 * 1000 * 1000
SIDES = {1: 1400, 2: 2100, 3: 2800}  # pixels of the longer side, by how near it is looked at
TURNS = (0, 90, 180, 270)  # degrees to the right


class NotDrawn(Exception):
    """This page can't be shown: the file is broken or too much, or there is no such page."""


def can_be_drawn(stored: Stored) -> bool:
    kind = KINDS.get(stored.kind)
    return kind is not None and (kind.is_picture or kind.has_pages) and stored.size <= LARGEST


async def draw(files: Files, stored: Stored, page: int, turn: int = 0, near: int = 1) -> Drawn:
    """One page, from 1. turn: one of TURNS; near: a key of SIDES. Raises NotDrawn.

    A page that shows a picture asks twice, for its number of pages and for the picture: the second time it is at hand.
    """
    if not can_be_drawn(stored):
        raise NotDrawn
    key = (stored.sha256, page, turn, near)
    if (known := files.pictures.get(key)) is None:
        head, png = await _said_of(files, stored, page, turn, SIDES[near])
        if not png:
            raise NotDrawn
        known = files.pictures.put(key, Drawn(png, int(json.loads(head)["pages"])))
    return known


async def text_of(files: Files, stored: Stored, page: int) -> str:
    """The text layer of a PDF's page, bounded; "" for a scan. Raises NotDrawn."""
    if stored.kind != "pdf" or not can_be_drawn(stored):
        raise NotDrawn
    head, _png = await _said_of(files, stored, page, 0, 0)
    return str(json.loads(head)["text"])


async def _said_of(files: Files, stored: Stored, page: int, turn: int, side: int) -> tuple[bytes, bytes]:
    """The line and what follows it."""
    async with files.drawing:
        # -I: nothing of the environment or the working folder is imported. No variable, so no secret, is handed on.
        command = (sys.executable, "-I", str(PROGRAM), stored.kind, str(page), str(turn), str(side))
        process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={})
        try:
            async with asyncio.timeout(PATIENCE):
                said, __ = await asyncio.gather(_read(process), _hand_over(files, stored, process))
                status = await process.wait()
        except TimeoutError:
            raise NotDrawn from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    head, _line, png = said.partition(b"\n")
    if status != 0:
        raise NotDrawn
    return head, png


async def _hand_over(files: Files, stored: Stored, process: Process) -> None:
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it gave up before it had read all
        async for piece in files.stream(stored):
            process.stdin.write(piece)
            await process.stdin.drain()
    process.stdin.close()


async def _read(process: Process) -> bytes:
    assert process.stdout is not None
    said = bytearray()
    while piece := await process.stdout.read(256 * 1024):
        said += piece
        if len(said) > LARGEST_PICTURE:
            raise NotDrawn
    return bytes(said)
