"""A hash tree over many leaves (RFC 9162, 2.1.1): its root binds each of them, and their order and number."""

from __future__ import annotations

import hashlib

LEAF, NODE = b"\0", b"\1"  # so that a node can't be shown as a leaf


class Tree:
    """Grows by one leaf after another; holds no more than one hash for each power of two."""

    def __init__(self) -> None:
        self.leaves = 0
        self._whole: list[bytes] = []  # roots of full subtrees, the largest first

    def add(self, leaf: bytes) -> None:
        grown = hashlib.sha256(LEAF + leaf).digest()
        self.leaves += 1
        count = self.leaves
        while count % 2 == 0:
            grown = _node(self._whole.pop(), grown)
            count //= 2
        self._whole.append(grown)

    @property
    def root(self) -> str:
        """In hexadecimal digits."""
        if not self._whole:
            return hashlib.sha256(b"").hexdigest()
        root = self._whole[-1]
        for left in reversed(self._whole[:-1]):
            root = _node(left, root)
        return root.hex()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(NODE + left + right).digest()
