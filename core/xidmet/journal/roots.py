"""A day is closed: one hash over where the journals of all sent cases stand, published outside the database.

Whoever can write to the database could write a whole chain anew, together with its head. They can't change what others
have fetched: a root that was published binds every row before it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

from xidmet.hash_tree import Tree
from xidmet.store import roots
from xidmet.store.roots import Leaf, Root

FORMAT = 1
What = Literal[
    "altered",
    "does not follow the one before",
    "leaves altered",
    "not the one that was time-stamped",
    "time-stamped long after its day",
    "time-stamped by somebody who is not trusted here",
    "its time-stamp can't be read",
]
Judge = Callable[[Root], Awaitable[What | None]]


@dataclass(frozen=True)
class RootBreak:
    day: dt.date
    what: What

    def __str__(self) -> str:
        return f"root of {self.day.isoformat()}: {self.what}"


@dataclass(frozen=True)
class Closed:
    """What a root says. body: canonical JSON. hash: SHA-256 of the body, in hexadecimal digits."""

    says: dict[str, Any]
    body: str
    hash: str


async def close(day: dt.date) -> Closed:
    """Inside the caller's transaction, in which the root is added: take the leaves, and what stands on them."""
    before = await roots.last()
    await roots.take_leaves(day)
    return said(day, await tree_of(day), before.hash if before else "")


async def tree_of(day: dt.date) -> Tree:
    tree = Tree()
    async for leaf in roots.leaves(day):
        tree.add(written(leaf))
    return tree


def written(leaf: Leaf) -> bytes:
    """A leaf as it goes into the tree: chain, place and hash of its last row, a line each."""
    return f"{leaf.chain}\n{leaf.place}\n{leaf.hash}".encode()


def said(day: dt.date, tree: Tree, before: str) -> Closed:
    says = {"format": FORMAT, "day": day.isoformat(), "leaves": tree.leaves, "root": tree.root, "before": before}
    body = json.dumps(says, sort_keys=True, separators=(",", ":"))
    return Closed(says, body, hashlib.sha256(body.encode()).hexdigest())


async def verify_roots(judge: Judge | None = None) -> AsyncIterator[RootBreak | None]:
    """For each day what no longer holds, or None. judge: of the roots' time-stamps; None: they are not looked at."""
    before = ""
    async for root in roots.every():
        yield await _broken(root, before) or await _badly_stamped(root, judge)
        before = root.hash


async def _badly_stamped(root: Root, judge: Judge | None) -> RootBreak | None:
    wrong = await judge(root) if judge and root.stamp else None
    return RootBreak(root.day, wrong) if wrong else None


async def _broken(root: Root, before: str) -> RootBreak | None:
    if root.hash != hashlib.sha256(root.body.encode()).hexdigest():
        return RootBreak(root.day, "altered")
    if f'"before":"{before}"' not in root.body:
        return RootBreak(root.day, "does not follow the one before")
    again = said(root.day, await tree_of(root.day), before)
    return None if again.body == root.body else RootBreak(root.day, "leaves altered")
