"""The rows of a list, some at a time, and why some of them can't be done."""

from __future__ import annotations

from collections.abc import Mapping

from xidmet.cases.lists.found import TheList
from xidmet.store import list_items
from xidmet.store.list_items import Item, Reason

PAGE = 50
# What can be looked at alone: the names in addresses, and which states they mean.
KINDS: Mapping[str, tuple[str, ...]] = {
    "able": (list_items.ABLE, list_items.WAITS),
    "done": (list_items.MADE,),
    "same": (list_items.SAME,),
    "not": (list_items.UNABLE, list_items.REFUSED, list_items.CHANGED, list_items.KEPT),
    "left": (list_items.LEFT,),
}


def counted(found: TheList) -> dict[str, int]:
    """How many rows are of each kind."""
    return {kind: sum(found.counts.get(one, 0) for one in states) for kind, states in KINDS.items()}


async def rows(found: TheList, kind: str, after: int = 0) -> list[Item]:
    """One more than a page holds, when there are more. kind: "" for all."""
    return await list_items.items(found.listed.id, KINDS.get(kind, ()), PAGE + 1, after)


async def reasons(found: TheList) -> list[Reason]:
    return await list_items.reasons(found.listed.id, KINDS["not"]) if counted(found)["not"] else []
