"""How deep and in how many pieces DER or BER is nested (X.690), before anything that recurses reads it."""

from __future__ import annotations

from collections.abc import Iterator

from xidmet.signatures.verdict import NotGood, Sub

DEEPEST, MOST_PIECES = 60, 100_000
CONSTRUCTED, LONG_TAG, INDEFINITE = 0x20, 0x1F, 0x80


def need_bounded(data: bytes) -> None:
    """Raises NotGood for what is no such encoding from the first byte to the last, too deep or in too many pieces."""
    if first_piece(data) != data:
        raise NotGood(Sub.FORMAT_FAILURE, "something behind it")


def first_piece(data: bytes) -> bytes:
    """The first piece with all that it holds, whatever follows. Raises NotGood as need_bounded."""
    ends: list[int | None] = []  # of the pieces that are open; None: until it says so itself
    place = pieces = 0
    while ends or not pieces:
        if ends and place == ends[-1]:
            ends.pop()
            continue
        end = next((one for one in reversed(ends) if one is not None), len(data))
        pieces += 1
        if pieces > MOST_PIECES or len(ends) > DEEPEST or place + 2 > end:
            raise NotGood(Sub.FORMAT_FAILURE, "no encoding that is taken")
        if ends and ends[-1] is None and data[place : place + 2] == b"\x00\x00":
            ends.pop()
            place += 2
            continue
        place = _entered(data, place, end, ends)
    return data[:place]


def _entered(data: bytes, place: int, end: int, ends: list[int | None]) -> int:
    """Where the next piece begins: within this one when it holds pieces, behind it when not."""
    constructed, length, place = _head(data, place)
    if length is not None and place + length > end:
        raise NotGood(Sub.FORMAT_FAILURE, "cut off")
    if length is None and not constructed:
        raise NotGood(Sub.FORMAT_FAILURE, "no encoding that is taken")
    if constructed:
        ends.append(None if length is None else place + length)
        return place
    return place + (length or 0)


def pieces(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Where each piece starts, where its content does, and where both end. Raises NotGood for one that is not DER."""
    place = 0
    while place + 2 <= len(data):
        _constructed, length, inside = _head(data, place)
        if length is None or inside + length > len(data):
            raise NotGood(Sub.FORMAT_FAILURE, "not DER")
        yield place, inside, inside + length
        place = inside + length


def content_start(data: bytes) -> int:
    """Where the content of the first piece begins."""
    return _head(data, 0)[2]


def _head(data: bytes, place: int) -> tuple[bool, int | None, int]:
    """Whether it holds pieces, how long it is (None: until it says so), where its content begins."""
    constructed = bool(data[place] & CONSTRUCTED)
    if data[place] & LONG_TAG == LONG_TAG:  # no tag of a signature is that long
        raise NotGood(Sub.FORMAT_FAILURE, "no encoding that is taken")
    length, place = data[place + 1], place + 2
    if length == INDEFINITE:
        return constructed, None, place
    if length & INDEFINITE:
        size = length & ~INDEFINITE
        if size > 4:
            raise NotGood(Sub.FORMAT_FAILURE, "no encoding that is taken")
        length, place = int.from_bytes(data[place : place + size]), place + size
    return constructed, length, place
