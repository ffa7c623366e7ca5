"""The rows of a list, some at a time, and why some of them can't be done."""

from __future__ import annotations

from collections.abc import Mapping

from xidmet.cases.lists.found import TheList
from xidmet.store import lists as store
from xidmet.store.lists import Item, Reason

PAGE = 50
# What can be looked at alone: the names in addresses, and which states they mean.
KINDS: Mapping[str, tuple[str, ...]] = {
    "able": (store.ABLE, store.WAITS),
    "done": (store.MADE,),
    "same": (store.SAME,),
    "not": (store.UNABLE, store.REFUSED, store.CHANGED, store.KEPT),
    "left": (store.LEFT,),
}


def counted(found: TheList) -> dict[str, int]:
    """How many rows are of each kind."""
    return {kind: sum(found.counts.get(one, 0) for one in states) for kind, states in KINDS.items()}


async def rows(found: TheList, kind: str, after: int = 0) -> list[Item]:
    """One more than a page holds, when there are more. kind: "" for all."""
    return await store.items(found.listed.id, KINDS.get(kind, ()), PAGE + 1, after)


async def reasons(found: TheList) -> list[Reason]:
    return await store.reasons(found.listed.id, KINDS["not"]) if counted(found)["not"] else []
