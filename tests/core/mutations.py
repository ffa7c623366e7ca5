"""Signed files altered by somebody who knows their form: pieces of DER, members of a ZIP, objects of a PDF."""

from __future__ import annotations

import io
import random
import re
import warnings
import zipfile
from collections.abc import Callable

from xidmet.signatures.encoding import pieces
from xidmet.signatures.verdict import NotGood

Mutate = Callable[[bytes, random.Random], bytes]
Place = tuple[int, int, int]  # where a piece starts, where its content does, where both end

CONSTRUCTED = 0x20
TAGS = (0x02, 0x03, 0x04, 0x05, 0x06, 0x0C, 0x17, 0x18, 0x30, 0x31, 0x80, 0xA0, 0xA1, 0xA3, 0x24, 0x1F)
LENGTHS = (
    b"\x00",
    b"\x01",
    b"\x7f",
    b"\x80",
    b"\x81\x01",
    b"\x82\x00\x05",
    b"\x84\xff\xff\xff\xff",
    b"\x85\x01\x01\x01\x01\x01",
)
DEEPEST = 12


def der(data: bytes, chance: random.Random) -> bytes:
    """One piece taken away, doubled, put elsewhere, given another tag or length; the lengths around it fit again."""
    found = _path(data, chance)
    if not found:
        return data + b"\x00"
    start, inside, end = found[-1]
    piece = data[start:end]
    put = chance.choice(
        [
            lambda: b"",
            lambda: piece * 2,
            lambda: bytes([chance.choice(TAGS)]) + piece[1:],
            lambda: piece[:1] + chance.choice(LENGTHS) + data[inside:end],
            lambda: _piece(piece[0], data[inside:end] + chance.randbytes(1)),
            lambda: _piece(piece[0], data[inside : max(inside, end - 1)]),
            lambda: _piece(piece[0], b""),
            lambda: _other(data, chance),
            lambda: piece + _other(data, chance),
            lambda: bytes([piece[0] | CONSTRUCTED]) + b"\x80" + data[inside:end] + b"\x00\x00",
            lambda: _piece(piece[0], chance.randbytes(len(piece) % 40)),
        ]
    )()
    return _put(data, found, put)


def _path(data: bytes, chance: random.Random) -> list[Place]:
    """A piece somewhere, after all those that hold it."""
    found: list[Place] = []
    first, last = 0, len(data)
    while len(found) < DEEPEST:
        try:
            here = [(first + a, first + b, first + c) for a, b, c in pieces(data[first:last])]
        except (NotGood, IndexError):
            break
        if not here:
            break
        found.append(chance.choice(here))
        start, first, last = found[-1]
        if not data[start] & CONSTRUCTED or chance.random() < 0.1:
            break
    return found


def _other(data: bytes, chance: random.Random) -> bytes:
    start, _inside, end = (_path(data, chance) or [(0, 0, 0)])[-1]
    return data[start:end]


def _put(data: bytes, found: list[Place], put: bytes) -> bytes:
    *around, (start, _inside, end) = found
    for outer_start, outer_inside, outer_end in reversed(around):
        held = data[outer_inside:start] + put + data[end:outer_end]
        put, start, end = _piece(data[outer_start], held), outer_start, outer_end
    return data[:start] + put + data[end:]


def _piece(tag: int, held: bytes) -> bytes:
    size = len(held)
    if size < 0x80:
        return bytes((tag, size)) + held
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(length))) + length + held


def container(data: bytes, chance: random.Random) -> bytes:
    """A member taken away, doubled, renamed, exchanged with another or altered; or the directory says otherwise."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [(one.filename, archive.read(one)) for one in archive.infolist() if one.file_size < 1_000_000]
    except Exception:  # a mutated one need not be readable
        members = []
    if not members:
        return flipped(data, chance)
    place = chance.randrange(len(members))
    name, held = members[place]
    other = chance.randrange(len(members))
    what = chance.randrange(9)
    if what == 0:
        del members[place]
    elif what == 1:
        members.append((name, flipped(held, chance)))
    elif what == 2:
        members[place] = (
            chance.choice([name.upper(), f"./{name}", f"{name}/", f"META-INF/{name}", f"{name}\0x", ""]),
            held,
        )
    elif what == 3:
        members[place], members[other] = (name, members[other][1]), (members[other][0], held)
    elif what == 4:
        members[place] = (name, (der if held[:1] == b"\x30" else flipped)(held, chance))
    elif what == 5:
        members.append(
            (chance.choice(["x.txt", "META-INF/manifest.xml", "META-INF/signatures9.xml", "META-INF/x.p7s"]), held)
        )
    elif what == 6:
        chance.shuffle(members)
    elif what == 7:
        return _altered_directory(_zipped(members), chance)
    return _zipped(members) + (b"" if what < 8 else chance.randbytes(5))


def _zipped(members: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in members:
            archive.writestr(zipfile.ZipInfo(name), held)
    return out.getvalue()


def _altered_directory(data: bytes, chance: random.Random) -> bytes:
    """A byte in the heads of the members or in the directory, where two readers may read two things."""
    heads = [one.start() for one in re.finditer(rb"PK\x03\x04|PK\x01\x02|PK\x05\x06", data)]
    place = min(chance.choice(heads) + chance.randrange(46), len(data) - 1)
    return data[:place] + chance.randbytes(1) + data[place + 1 :]


def pdf(data: bytes, chance: random.Random) -> bytes:
    """Another revision behind it, a number or name altered, an object doubled, or a byte range of another size."""
    what = chance.randrange(6)
    if what == 0:
        return data + _revision(data, chance)
    if what == 1:
        return _replaced(
            data,
            rb"/ByteRange ?\[[^\]]*\]",
            lambda old: re.sub(rb"\d+", lambda _n: b"%d" % chance.randrange(99), old),
            chance,
        )
    if what == 2:
        return _replaced(
            data, rb"\d{1,6}", lambda old: str(chance.randrange(10 ** len(old))).zfill(len(old)).encode(), chance
        )
    if what == 3:
        return _replaced(data, rb"/[A-Z][A-Za-z]+", lambda old: old[:1] + old[:0:-1], chance)
    objects = list(re.finditer(rb"\d+ \d+ obj.*?endobj", data, re.DOTALL))
    if what == 4 and objects:
        place, one = chance.randrange(len(data)), chance.choice(objects)
        return data[:place] + one.group() + data[place:]
    return data[: data.rfind(b"%%EOF")] + chance.choice([b"", b"%%EOF%%EOF", b"\n%%EOF\n\0", b"startxref\n0\n%%EOF"])


def _revision(data: bytes, chance: random.Random) -> bytes:
    """One that writes an object of the document anew, as an attacker would."""
    objects = list(re.finditer(rb"(\d+) 0 obj.*?endobj", data, re.DOTALL))
    old = int(next(iter(re.findall(rb"startxref\s+(\d+)", data)[-1:]), b"0"))
    if not objects:
        return b""
    one = chance.choice(objects)
    body = re.sub(rb"[A-Za-z]{4}", lambda found: found.group()[::-1], one.group(), count=chance.randrange(3))
    table = b"xref\n%s 1\n%010d 00000 n \n" % (one.group(1), len(data) + 1)
    end = b"trailer\n<< /Size 99 /Prev %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (old, len(data) + len(body) + 2)
    return b"\n" + body + b"\n" + table + end


def _replaced(data: bytes, pattern: bytes, by: Callable[[bytes], bytes], chance: random.Random) -> bytes:
    found = list(re.finditer(pattern, data))
    if not found:
        return flipped(data, chance)
    one = chance.choice(found)
    return data[: one.start()] + by(one.group()) + data[one.end() :]


def flipped(data: bytes, chance: random.Random) -> bytes:
    if not data:
        return b"\x00"
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :]


def spliced(first: bytes, second: bytes, chance: random.Random) -> bytes:
    """The beginning of one and the end of the other, or a part of one within the other."""
    cut, place = chance.randrange(len(first) + 1), chance.randrange(len(second) + 1)
    if chance.random() < 0.5:
        return first[:cut] + second[place:]
    return first[:cut] + second[place : place + chance.randrange(1, 3000)] + first[cut:]


def any_of(data: bytes, chance: random.Random) -> bytes:
    """By what the file is."""
    if data[:1] == b"\x30":
        return der(data, chance)
    if data[:2] == b"PK":
        return container(data, chance)
    return pdf(data, chance) if b"%PDF" in data[:1024] else flipped(data, chance)
