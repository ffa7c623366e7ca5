"""Are these lines the very items that a head binds: each of them, in this order, and no more?"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import IO

from xidmet.hash_tree import Tree, leaf_hash
from xidmet.signatures.manifest.head import MOST_BYTES, Head
from xidmet.signatures.manifest.items import LONGEST_LINE, Item, read_line, read_lines
from xidmet.signatures.manifest.writing import Keys

BATCH = 500  # lines
LEAF_LINE = re.compile(rb"[0-9a-f]{64}\n")


class OtherItems(ValueError):
    """Each line is a good one, yet they are not those that were signed."""


def read_items(head: Head, items: IO[bytes]) -> Iterator[Item]:
    """Each item in its order. Only when the last one was taken is it known that all are the signed ones.

    items: from its beginning. Raises ValueError, and names the line, or OtherItems. 100,000 items take a second; it
    blocks meanwhile.
    """
    tree, hashed, keys = Tree(), hashlib.sha256(), Keys(head.key)
    for lines in _batches(items, head.count):
        for line, item in zip(lines, read_lines(lines) or _one_by_one(lines, tree.leaves), strict=True):
            _need_next(item, tree.leaves + 1, keys)
            tree.add(line)
            hashed.update(line)
            hashed.update(b"\n")
            yield item
    if tree.leaves != head.count:
        raise ValueError(f"cut off behind line {tree.leaves} of {head.count}")
    if (tree.root, hashed.hexdigest()) != (head.root, head.items_sha256):
        raise OtherItems("the items are others than those that the head binds")


def altered(head: Head, items: IO[bytes], leaves: IO[bytes]) -> list[int]:
    """Which lines are not the signed ones, when there are OtherItems: the rest is then shown to be as it was signed.

    items, leaves: from the beginning; leaves: the hash of each line as the container holds them. Empty: they are
    altered themselves and tell nothing.
    """
    tree, found = Tree(), list[int]()
    for n, (raw, told) in enumerate(zip(items, leaves, strict=False), 1):
        if not LEAF_LINE.fullmatch(told):
            return []
        tree.add_hash(bytes.fromhex(told.decode()))
        if leaf_hash(raw.removesuffix(b"\n")).hex().encode() + b"\n" != told:
            found.append(n)
    return found if (tree.root, tree.leaves) == (head.root, head.count) else []


def _batches(items: IO[bytes], count: int) -> Iterator[list[bytes]]:
    """The lines, some at a time, without their ends."""
    size = n = 0
    batch: list[bytes] = []
    while raw := items.readline(LONGEST_LINE + 2):
        size, n = size + len(raw), n + 1
        if n > count or size > MOST_BYTES or not raw.endswith(b"\n"):
            yield batch  # a wrong line before this one is named first
            raise ValueError(_what_is_wrong(n, count, size))
        batch.append(raw[:-1])
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch


def _what_is_wrong(n: int, count: int, size: int) -> str:
    if n > count:
        return f"more behind line {count}"
    return f"longer than {MOST_BYTES} bytes" if size > MOST_BYTES else f"line {n}: without an end"


def _one_by_one(lines: list[bytes], before: int) -> Iterator[Item]:
    for n, line in enumerate(lines, before + 1):
        try:
            yield read_line(line)
        except ValueError as error:
            raise ValueError(f"line {n}: {error}") from error


def _need_next(item: Item, n: int, keys: Keys) -> None:
    try:
        if item.n != n:
            raise ValueError(f"here stands item {item.n}")
        keys.add(item.values, n)
    except ValueError as error:
        raise ValueError(f"line {n}: {error}") from error
