"""The proof that one item is in a signed list: a small file that verifies alone and tells of no other item."""

from __future__ import annotations

import base64
import json
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from xidmet.hash_tree import Proofs, root_of
from xidmet.signatures.manifest.canonical import dumped
from xidmet.signatures.manifest.head import Head
from xidmet.signatures.manifest.items import Item, read_item

FORMAT = "xidmet-proof/1"
LONGEST = 2_000_000  # bytes: a signature may be a container, or bring long lists of revoked certificates
PARTS = {"format", "head", "line", "path", "signature"}
NOT_IN_LIST = "the item is not in the list that the head binds"


class NotInList(ValueError):
    """The proof is one in form, and proves nothing."""


class Prover:
    """Makes the proofs of one signed list. Holds 72 bytes an item besides; 100,000 items take 0.5 s.

    items: the file as write_items() wrote it, open for as long as this is used. signature: over the head's content, or
    a container that holds the head. Raises ValueError when the head binds other items. Blocks: run it in a thread.
    """

    def __init__(self, head: Head, items: IO[bytes], signature: bytes) -> None:
        self._items, self._starts = items, array("Q")
        self._tree = Proofs(self._leaves())
        if (self._tree.root, len(self._starts)) != (head.root, head.count):
            raise ValueError("the items are others than those that the head binds")
        about = dumped(head.as_mapping())
        self._before = b'{"format":"%b","head":%b,"line":' % (FORMAT.encode(), about)
        self._behind = b',"signature":"%b"}\n' % base64.b64encode(signature)

    def proof(self, n: int) -> bytes:
        """The file for the item of this number, from 1. Raises IndexError when there is none."""
        if not 0 < n <= len(self._starts):
            raise IndexError(n)
        self._items.seek(self._starts[n - 1])
        return self._proof(n, self._items.readline().rstrip(b"\n"))

    def all(self) -> Iterator[bytes]:
        """In the order of the list; not to be mixed with proof()."""
        self._items.seek(self._starts[0])
        for n in range(1, len(self._starts) + 1):
            yield self._proof(n, self._items.readline().rstrip(b"\n"))

    def _leaves(self) -> Iterator[bytes]:
        self._items.seek(0)
        start = 0
        for raw in self._items:
            self._starts.append(start)
            start += len(raw)
            yield raw.rstrip(b"\n")

    def _proof(self, n: int, line: bytes) -> bytes:
        return b"".join((self._before, line, b',"path":', dumped(self._tree.path(n - 1)), self._behind))


@dataclass(frozen=True)
class Proof:
    """An item whose line is in the list that the head binds. Whether anybody signed the head is not known."""

    head: Head
    item: Item
    signature: bytes


def read_proof(file: bytes) -> Proof:
    """Raises NotInList, or ValueError for another form than Prover writes, and says what is wrong with it."""
    read = _taken_apart(file)
    head, item, path = Head.of(read["head"]), read_item(read["line"]), read["path"]
    if not isinstance(path, list) or not all(isinstance(one, str) for one in path):
        raise ValueError("the path is of another form")
    try:
        root = root_of(dumped(read["line"]), item.n - 1, head.count, path)
    except ValueError as error:
        raise NotInList(f"{NOT_IN_LIST}: {error}") from error
    if root != head.root:
        raise NotInList(NOT_IN_LIST)
    return Proof(head, item, base64.b64decode(read["signature"]))


def _taken_apart(file: bytes) -> dict[str, Any]:
    if len(file) > LONGEST:
        raise ValueError(f"longer than {LONGEST} bytes")
    try:
        read = json.loads(file.decode())
        written = dumped(read) + b"\n"
    except (ValueError, RecursionError) as error:
        raise ValueError("no proof that can be read") from error
    if not isinstance(read, dict) or read.keys() != PARTS or read["format"] != FORMAT:
        raise ValueError("no proof, or one that lacks a part")
    if written != file:
        raise ValueError("written in another form than the canonical one")
    signature = read["signature"]
    if not isinstance(signature, str) or base64.b64encode(_unpacked(signature)).decode() != signature:
        raise ValueError("the signature is of another form")
    return read


def _unpacked(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise ValueError("the signature is of another form") from error
