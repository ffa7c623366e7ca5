"""Capsules for tests: made by the product, and altered by hand."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from xidmet.capsules import Piece, examine, fixed, sealed_container
from xidmet.capsules.frame import Entry, head, read_frame, tail
from xidmet.capsules.seal import Judge
from xidmet.settings import Settings
from xidmet.signatures import Anchors, Seal, Trust, verify
from xidmet.signatures.asic_writing import MANIFEST, SIGNATURE
from xidmet.signatures.formats.asic import MIMETYPE
from xidmet.signatures.report_json import as_json

OURS = {MIMETYPE, MANIFEST, SIGNATURE}
Files = dict[str, bytes]


def unpacked(capsule: bytes) -> Files:
    """In their order."""
    frame = read_frame(io.BytesIO(capsule), len(capsule))
    assert not frame.damaged and not frame.altered
    return {one.name: capsule[one.content_at : one.end] for one in frame.entries}


def packed(files: Mapping[str, bytes]) -> bytes:
    """By somebody who knows the frame, yet has no key."""
    import zlib

    out, entries = b"", list[Entry]()
    for name, content in files.items():
        entry = Entry(name, len(content), zlib.crc32(content), len(out))
        entries.append(entry)
        out += head(entry) + content
    return out + tail(entries)


async def resealed(files: Mapping[str, bytes], seal: Seal) -> bytes:
    """By somebody who has the key: only the history and its roots speak against them."""

    async def pieces() -> Any:
        for name, content in files.items():
            if name not in OURS:
                yield fixed(name, "application/octet-stream", content)

    return b"".join([part async for part in sealed_container(pieces(), seal)])


def judge_of(settings: Settings | None) -> Judge:
    """As the command judges; None: nobody is trusted."""
    trust = Trust(Anchors.from_settings(settings) if settings else Anchors(), None)

    async def judge(signature: bytes, manifest: bytes) -> dict[str, Any]:
        return as_json(await verify(signature, manifest, trust=trust, require_revocation=False))

    return judge


async def found(capsule: bytes, folder: Path, judge: Judge, kept: bytes | None = None) -> dict[str, Any]:
    file = folder / "capsule.asice"
    await asyncio.to_thread(file.write_bytes, capsule)
    return (await examine(file, judge, kept)).as_json()


def broken(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(one["code"], one["where"]) for one in report["broken"]]


Alter = Callable[[Files], Files]
__all__ = ["Alter", "Files", "Piece", "broken", "found", "judge_of", "packed", "resealed", "unpacked"]
