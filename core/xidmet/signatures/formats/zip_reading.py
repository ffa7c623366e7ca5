"""A container of strangers, unpacked within bounds, and only one that every program unpacks to the same files."""

from __future__ import annotations

import io
import zipfile
import zlib

from xidmet.signatures.verdict import NotGood, Sub, too_much

MOST_FILES, MOST_BYTES, MOST_RATIO = 500, 60_000_000, 200
LONGEST_NAME = 250
SMALL = 1_000_000  # below this a file may shrink as much as it likes
ENTRY, ENTRY_HEAD = b"PK\x03\x04", 30
DESCRIPTORS = (0, 12, 16, 20, 24)  # bytes that may stand between one file and the next
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def unpacked(data: bytes) -> dict[str, bytes]:
    """Each file by its name. Raises NotGood, and says why."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OverflowError) as error:
        raise NotGood(Sub.FORMAT_FAILURE, "no container that can be read") from error
    if not entries:
        raise NotGood(Sub.FORMAT_FAILURE, "no files")
    if len(entries) > MOST_FILES or sum(one.file_size for one in entries) > MOST_BYTES:
        raise too_much("more files, or longer ones, than are taken")
    _need_no_gaps(data, entries, archive.start_dir)
    files: dict[str, bytes] = {}
    for one in entries:
        _need_plain(one)
        if one.filename in files:
            raise NotGood(Sub.FORMAT_FAILURE, "two files of one name")
        if not one.is_dir():
            files[one.filename] = _content(archive, one)
    return files


def _need_no_gaps(data: bytes, entries: list[zipfile.ZipInfo], end: int) -> None:
    """What lies between or before the files is found by some programs and not by others."""
    ordered = sorted(entries, key=lambda one: one.header_offset)
    if ordered[0].header_offset != 0 or data[:4] != ENTRY:
        raise NotGood(Sub.FORMAT_FAILURE, "something before the container")
    ends = [*(one.header_offset for one in ordered[1:]), end]
    for one, following in zip(ordered, ends, strict=True):
        head = data[one.header_offset : one.header_offset + ENTRY_HEAD]
        if len(head) < ENTRY_HEAD or head[:4] != ENTRY:
            raise NotGood(Sub.FORMAT_FAILURE, "a file where none begins")
        names = int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
        if following - (one.header_offset + ENTRY_HEAD + names + one.compress_size) not in DESCRIPTORS:
            raise NotGood(Sub.FORMAT_FAILURE, "something between the files")


def _need_plain(one: zipfile.ZipInfo) -> None:
    name = one.filename
    if leads_elsewhere(name):
        raise NotGood(Sub.FORMAT_FAILURE, "a name that leads elsewhere")
    if one.orig_filename != name or not name.isprintable():
        raise NotGood(Sub.FORMAT_FAILURE, "a name with signs that cannot be seen")
    if one.flag_bits & 1 or one.compress_type not in PACKED:
        raise NotGood(Sub.FORMAT_FAILURE, "packed in a way that is not taken")
    if one.is_dir() and one.file_size:
        raise NotGood(Sub.FORMAT_FAILURE, "a folder with content")
    if one.file_size > SMALL and one.file_size > MOST_RATIO * max(1, one.compress_size):
        raise too_much("packed tighter than is taken")


def leads_elsewhere(name: str) -> bool:
    """Whether a program that unpacks it might put it where it does not belong, or can't."""
    if len(name) > LONGEST_NAME or any(sign in name for sign in "\\:\0"):
        return True
    return any(part in ("", ".", "..") for part in name.removesuffix("/").split("/"))


def _content(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    """No more of it than its head says, for that is no more than a word."""
    try:
        with archive.open(one) as file:
            content = file.read(one.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise NotGood(Sub.FORMAT_FAILURE, "a file that can't be unpacked") from error
    if len(content) != one.file_size:
        raise NotGood(Sub.FORMAT_FAILURE, "a file of another length than it says")
    return content
