"""One signature over many: a list written, and the proof of each item made, against hashing the same lines alone."""

from __future__ import annotations

import asyncio
import hashlib
import io
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from xidmet.bench.figure import Figure, compared
from xidmet.cases import Site
from xidmet.signatures.manifest import About, Head, Prover, Values, read_items, write_items

COUNT, PERMITS = 100_000, 20_000  # items of the list that is weighed, and of the one that is timed
ABOUT = About("Permits are activated", "en", "bench", "activate", "1400000101", "http://localhost", "number")
SIGNATURE = b"s" * 3000  # about as long as one with two certificates


async def lists(site: Site) -> list[Figure]:
    file = site.settings.data / "bench.jsonl"
    try:
        return [*await _timed(file), await asyncio.to_thread(_memory, file)]
    finally:
        file.unlink(missing_ok=True)


async def _timed(file: Path) -> list[Figure]:
    """In items a second."""
    head = _written(file, PERMITS)
    lines = (await asyncio.to_thread(file.read_bytes)).splitlines()

    async def write() -> None:
        await asyncio.to_thread(write_items, ABOUT, _permits(PERMITS), io.BytesIO())

    async def read() -> None:
        await asyncio.to_thread(_read, file, head)

    async def prove() -> None:
        await asyncio.to_thread(_proved, file, head)

    async def bare() -> None:
        for line in lines:
            hashlib.sha256(line).digest()

    each = {"list.write": write, "list.read": read, "list.proofs": prove}
    taken = [await compared(name, "SHA-256 of the same lines", work, bare) for name, work in each.items()]
    return [replace(one, value=PERMITS / one.value * 1e6, unit="/s") for one in taken]


def _memory(file: Path) -> Figure:
    """At most, while a list of the greatest length is written and all its proofs are made."""
    tracemalloc.start()
    try:
        _proved(file, _written(file, COUNT))
        most = tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()
    return Figure(f"list.memory {COUNT}", most, "MB", "30 MB: must stay below 1", most / 30)


def _written(file: Path, count: int) -> Head:
    with file.open("wb") as out:
        return write_items(ABOUT, _permits(count), out)


def _read(file: Path, head: Head) -> None:
    with file.open("rb") as items:
        for _item in read_items(head, items):
            pass


def _proved(file: Path, head: Head) -> None:
    with file.open("rb") as items:
        for _proof in Prover(head, items, SIGNATURE).all():
            pass


def _permits(count: int) -> Iterator[Values]:
    for n in range(count):
        yield {"number": f"P-{n:06}", "name": "Əliyeva Leyla", "fin": "5VBK5VR", "field": "healthcare", "hours": n % 24}
