"""Are these lines the very items that a head binds: each of them, in this order, and no more?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import IO

from xidmet.hash_tree import Tree
from xidmet.signatures.manifest.head import MOST_BYTES, Head
from xidmet.signatures.manifest.items import LONGEST_LINE, Item, read_line
from xidmet.signatures.manifest.writing import Keys


def read_items(head: Head, items: IO[bytes]) -> Iterator[Item]:
    """Each item in its order. Only when the last one was taken is it known that all are the signed ones.

    items: from its beginning. Raises ValueError, and names the line. 100,000 items take two seconds. Blocks.
    """
    tree, hashed, keys = Tree(), hashlib.sha256(), Keys(head.key)
    for n, (line, item) in enumerate(_lines(items, head.count), 1):
        try:
            keys.add(item.values, n)
        except ValueError as error:
            raise ValueError(f"line {n}: {error}") from error
        tree.add(line)
        hashed.update(line + b"\n")
        yield item
    if tree.leaves != head.count:
        raise ValueError(f"cut off behind line {tree.leaves} of {head.count}")
    if (tree.root, hashed.hexdigest()) != (head.root, head.items_sha256):
        raise ValueError("the items are others than those that the head binds")


def _lines(items: IO[bytes], count: int) -> Iterator[tuple[bytes, Item]]:
    size = 0
    for n, raw in enumerate(iter(lambda: items.readline(LONGEST_LINE + 2), b""), 1):
        size += len(raw)
        if n > count or size > MOST_BYTES:
            raise ValueError(f"more behind line {count}" if n > count else f"longer than {MOST_BYTES} bytes")
        try:
            yield raw[:-1], _item(raw, n)
        except ValueError as error:
            raise ValueError(f"line {n}: {error}") from error


def _item(raw: bytes, n: int) -> Item:
    if not raw.endswith(b"\n"):
        raise ValueError("without an end")
    item = read_line(raw[:-1])
    if item.n != n:
        raise ValueError(f"here stands item {item.n}")
    return item
