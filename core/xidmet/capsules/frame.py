"""The ZIP around the files of a capsule, which has one form only: nothing packed, no times, no comments, no gaps.

So every byte is one of a file, which the seal covers, or follows from the files. Whoever unpacks a capsule and packs it
again has another file; so has who changes a single bit of the frame.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from xidmet.signatures.formats.zip_reading import leads_elsewhere

LOCAL, CENTRAL, END = struct.Struct("<4s5H3I2H"), struct.Struct("<4s6H3I5H2I"), struct.Struct("<4s4H2IH")
LOCAL_MARK, CENTRAL_MARK, END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
VERSION, NAMES_IN_UTF8, STORED, NO_TIME, FIRST_DAY = 20, 0x0800, 0, 0, 0x21  # the first day a ZIP knows, 1980-01-01
MOST_FILES, MOST_BYTES = 20_000, 2**32 - 2  # beyond, a ZIP needs longer fields


@dataclass(frozen=True)
class Entry:
    """crc: CRC-32 of the content. at: where its head begins. size, at: bytes."""

    name: str
    size: int
    crc: int
    at: int

    @property
    def content_at(self) -> int:
        return self.at + LOCAL.size + len(self.name.encode())

    @property
    def end(self) -> int:
        return self.content_at + self.size


@dataclass(frozen=True)
class Frame:
    """entries: in their order, as far as they could be read. damaged: what follows the last of them is no entry.

    altered: the list at the end is not the one that follows from them.
    """

    entries: tuple[Entry, ...]
    damaged: bool = False
    altered: bool = False


def head(entry: Entry) -> bytes:
    """What stands before a file."""
    name = entry.name.encode()
    common = (VERSION, NAMES_IN_UTF8, STORED, NO_TIME, FIRST_DAY, entry.crc, entry.size, entry.size, len(name), 0)
    return LOCAL.pack(LOCAL_MARK, *common) + name


def tail(entries: Sequence[Entry]) -> bytes:
    """What stands behind all files."""
    listed = b"".join(map(_listed, entries))
    at, count = entries[-1].end if entries else 0, len(entries)
    return listed + END.pack(END_MARK, 0, 0, count, count, len(listed), at, 0)


def _listed(entry: Entry) -> bytes:
    name = entry.name.encode()
    sizes = (entry.crc, entry.size, entry.size, len(name), 0, 0, 0, 0, 0, entry.at)
    return CENTRAL.pack(CENTRAL_MARK, VERSION, VERSION, NAMES_IN_UTF8, STORED, NO_TIME, FIRST_DAY, *sizes) + name


def read_frame(file: IO[bytes], size: int) -> Frame:
    """From the first byte to the last. size: of the whole, in bytes. Reads no content, whatever the heads say."""
    entries: list[Entry] = []
    names: set[str] = set()
    at = 0
    while (found := _entry(file, at, size)) is not None:
        if found.name in names or len(entries) >= MOST_FILES:
            return Frame(tuple(entries), damaged=True)
        entries.append(found)
        names.add(found.name)
        at = found.end
    due = tail(entries)
    file.seek(at)
    rest = file.read(len(due) + 1)
    if rest[:4] not in (CENTRAL_MARK, END_MARK):
        return Frame(tuple(entries), damaged=True)
    return Frame(tuple(entries), altered=rest != due)


def _entry(file: IO[bytes], at: int, size: int) -> Entry | None:
    """None when no entry as ours begins there."""
    file.seek(at)
    read = file.read(LOCAL.size)
    if len(read) < LOCAL.size:
        return None
    *__, crc, length, ___, name_length, ____ = LOCAL.unpack(read)
    raw = file.read(name_length)
    try:
        found = Entry(raw.decode(), length, crc, at)
    except UnicodeDecodeError:
        return None
    is_ours = read + raw == head(found) and found.end <= size
    return found if is_ours and found.name.isprintable() and not leads_elsewhere(found.name) else None
