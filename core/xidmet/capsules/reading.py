"""A capsule as a file on disk: its frame, and each file in it against the manifest that the seal covers."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import unquote

from lxml import etree

from xidmet.capsules.files import HISTORY, NEEDED
from xidmet.capsules.findings import Findings
from xidmet.capsules.frame import LOCAL_MARK, Entry, read_frame
from xidmet.signatures.asic_writing import MANIFEST, SHA256, SIGNATURE
from xidmet.signatures.formats.asic import MANY, MIMETYPE
from xidmet.signatures.formats.asic_manifest import ASIC
from xidmet.signatures.formats.xml_reading import parsed
from xidmet.signatures.verdict import NotGood

PART = 1 << 20  # bytes read at once
MOST_HELD, MOST_LINE = 20_000_000, 1_000_000  # bytes of a file that is held, and of a row
DS = "{http://www.w3.org/2000/09/xmldsig#}"
HELD = {*NEEDED, MANIFEST, SIGNATURE, MIMETYPE} - {HISTORY}
Listed = dict[str, bytes]


class Opened:
    """What the frame gave. held: small files, by name; digests: SHA-256 of every file. To be used in a with."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self.size = os.fstat(self._file.fileno()).st_size
        self.frame = read_frame(self._file, self.size)
        self.entries = {one.name: one for one in self.frame.entries}
        self.held: dict[str, bytes] = {}
        self.digests: dict[str, bytes] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    @property
    def begins_as_one(self) -> bool:
        self._file.seek(0)
        return self._file.read(4) == LOCAL_MARK

    def pieces(self, entry: Entry) -> Iterator[bytes]:
        at, left = entry.content_at, entry.size
        while left:
            self._file.seek(at)
            piece = self._file.read(min(PART, left))
            if not piece:
                return
            at, left = at + len(piece), left - len(piece)
            yield piece

    def lines(self, name: str) -> Iterator[bytes | None]:
        """Without their ends; None for one that is too long."""
        rest, long = b"", False
        for piece in self.pieces(self.entries[name]):
            *whole, rest = (rest + piece).split(b"\n")
            for line in whole:
                yield None if long or len(line) > MOST_LINE else line
                long = False
            if len(rest) > MOST_LINE:
                rest, long = b"", True
        if rest or long:
            yield None if long else rest

    def read(self, findings: Findings) -> None:
        """Hash everything once."""
        for entry in self.frame.entries:
            digest, crc, kept = hashlib.sha256(), 0, bytearray()
            keep = entry.name in HELD and entry.size <= MOST_HELD
            for piece in self.pieces(entry):
                digest.update(piece)
                crc = zlib.crc32(piece, crc)
                if keep:
                    kept += piece
            self.digests[entry.name] = digest.digest()
            if keep:
                self.held[entry.name] = bytes(kept)
            elif entry.name in HELD:
                findings.breaks("too-big", entry.name)
            if crc != entry.crc:
                findings.breaks("container-altered")


def examine_files(opened: Opened, findings: Findings) -> Listed:
    """Name every file that is not the one that was sealed; what the manifest lists, by name."""
    if opened.frame.damaged:
        findings.breaks("container-damaged", next(reversed(opened.entries), ""))
    if opened.frame.altered:
        findings.breaks("container-altered")
    opened.read(findings)
    listed = _manifest(opened, findings)
    if listed is None:
        return {}
    for name in _in_order(listed):
        if name not in opened.entries:
            findings.breaks("file-missing", name)
        elif opened.digests[name] != listed.get(name, opened.digests[name]):
            findings.breaks("file-altered", name)
    for name in opened.entries:
        if name not in listed and name not in (MIMETYPE, MANIFEST, SIGNATURE):
            findings.breaks("file-added", name)
    if opened.held.get(MIMETYPE, MANY.encode()) != MANY.encode():
        findings.breaks("file-altered", MIMETYPE)
    _examine_order(opened, listed, findings)
    return listed


def _in_order(listed: Listed) -> list[str]:
    return [MIMETYPE, *listed, *(name for name in NEEDED if name not in listed), MANIFEST]


def _examine_order(opened: Opened, listed: Listed, findings: Findings) -> None:
    due = [name for name in (MIMETYPE, *listed, MANIFEST, SIGNATURE) if name in opened.entries]
    there = [name for name in opened.entries if name in set(due)]
    moved = next((name for name, wanted in zip(there, due, strict=True) if name != wanted), None)
    if moved is not None:
        findings.breaks("file-moved", moved)


def _manifest(opened: Opened, findings: Findings) -> Listed | None:
    if MANIFEST not in opened.held:
        findings.breaks("file-missing", MANIFEST)
        return None
    try:
        return _listed(opened.held[MANIFEST])
    except (NotGood, ValueError, binascii.Error, etree.LxmlError):
        findings.breaks("file-unreadable", MANIFEST)
        return None


def _listed(manifest: bytes) -> Listed:
    root = parsed(manifest)
    if root.tag != f"{ASIC}ASiCManifest" or unquote(root[0].get("URI") or "") != SIGNATURE:
        raise ValueError("no manifest of ours")
    found: Listed = {}
    for each in root[1:]:
        name, (method, value) = unquote(each.get("URI") or ""), each
        if each.tag != f"{ASIC}DataObjectReference" or name in found or method.get("Algorithm") != SHA256:
            raise ValueError("no reference of ours")
        if value.tag != f"{DS}DigestValue":
            raise ValueError("no hash")
        found[name] = base64.b64decode(value.text or "", validate=True)
    return found
