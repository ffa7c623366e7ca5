"""Capsules for tests: made by the product, and altered by hand."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import json
import shutil
import zlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xidmet import clock
from xidmet.capsules import Piece, canonical, examine, fixed, sealed_container
from xidmet.capsules.frame import Entry, head, read_frame, tail
from xidmet.capsules.seal import Judge
from xidmet.cases import case_for, open_site
from xidmet.cases.capsule.make import make_for_operator
from xidmet.cases.daily_root import close_yesterday, published
from xidmet.jobs.worker import Worker
from xidmet.journal.append import chained
from xidmet.settings import Settings
from xidmet.signatures import Anchors, Seal, Trust, verify
from xidmet.signatures.asic_writing import MANIFEST, SIGNATURE
from xidmet.signatures.formats.asic import MIMETYPE
from xidmet.signatures.report_json import as_json
from xidmet.signatures.signed_data import Stamp
from xidmet.signatures.stamps import judged_stamp

from tests.conftest import ROOT, signed_in
from tests.core.certificate import certificate

OURS = {MIMETYPE, MANIFEST, SIGNATURE}
Files = dict[str, bytes]


def unpacked(capsule: bytes) -> Files:
    """In their order."""
    frame = read_frame(io.BytesIO(capsule), len(capsule))
    assert not frame.damaged and not frame.altered
    return {one.name: capsule[one.content_at : one.end] for one in frame.entries}


def packed(files: Mapping[str, bytes]) -> bytes:
    """By somebody who knows the frame, yet has no key."""
    out, entries = b"", list[Entry]()
    for name, content in files.items():
        entry = Entry(name, len(content), zlib.crc32(content), len(out))
        entries.append(entry)
        out += head(entry) + content
    return out + tail(entries)


async def resealed(files: Mapping[str, bytes], seal: Seal) -> bytes:
    """By somebody who has the key: only the history and its roots speak against them."""

    async def pieces() -> AsyncIterator[Piece]:
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


async def found(
    capsule: bytes, folder: Path, judge: Judge, kept: bytes | None = None, stamps: Trust | None = None
) -> dict[str, Any]:
    """stamps: whose time-stamps are trusted."""

    async def judge_stamp(token: bytes, content: bytes) -> tuple[str, str]:
        stamped = await judged_stamp(Stamp(token, (content,)), stamps or Trust(Anchors(), None), clock.now())
        return "TOTAL-FAILED" if stamped.broken else str(stamped.verdict.indication), str(stamped.time)

    file = folder / "capsule.asice"
    await asyncio.to_thread(file.write_bytes, capsule)
    return (await examine(file, judge, judge_stamp, kept)).as_json()


def broken(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(one["code"], one["where"]) for one in report["broken"]]


@dataclass(frozen=True)
class Made:
    """Two capsules of one site, each of a case with a document, bound by two daily roots; and what to check them by."""

    capsule: bytes
    other: bytes
    settings: Settings
    seal: Seal
    judge: Judge
    roots: bytes


async def two(seeded: Path, folder: Path) -> Made:
    """seeded: a demonstration's data; folder: where the site of these two cases will be."""
    await asyncio.to_thread(shutil.copytree, seeded, folder / "data")
    settings = Settings(demo=True, data=folder / "data", site=ROOT)
    async with open_site(settings) as site:
        leyla = await signed_in("leyla")
        numbers = [(await certificate(site, leyla)).case.number for _case in range(3)]
        while await Worker(site).once():
            pass
        for _day in range(2):
            clock.advance(dt.timedelta(days=1))
            assert await close_yesterday(site)
            for number in numbers[:2]:
                await case_for(site, await signed_in("nigar"), number)
        clock.advance(dt.timedelta(days=1))
        assert await close_yesterday(site)
        kept = json.dumps({"roots": await published(dt.date.max)}).encode()
        both = []
        for number in numbers[:2]:
            out = folder / f"{number}.asice"
            await make_for_operator(site, number, out, "az")
            both.append(await asyncio.to_thread(out.read_bytes))
        return Made(both[0], both[1], settings, site.seal, judge_of(settings), kept)


def lines(files: Files) -> list[bytes]:
    """Rows of the history."""
    return files["history.jsonl"].splitlines(keepends=True)


def with_lines(files: Files, rows: list[bytes]) -> Files:
    return files | {"history.jsonl": b"".join(rows)}


def rewritten(files: Files) -> Files:
    """The whole history written anew with its head, as by somebody who holds the database and the key."""
    before, rows = "", []
    for line in lines(files):
        row = json.loads(line)
        row["body"] = row["body"].replace('"kind":"moved"', '"kind":"mowed"')
        row["before"], row["hash"] = before, chained(before, row["body"])
        before = row["hash"]
        rows.append(canonical(row).encode() + b"\n")
    said = json.loads(files["proofs.json"]) | {"head": before}
    return with_lines(files, rows) | {"proofs.json": json.dumps(said).encode()}
