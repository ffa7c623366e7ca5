"""What of a roster somebody wants to see, as an address says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xidmet.store.roster_search import Order

LONGEST = 100  # signs of what is searched for
SIZES = (25, 50, 100)
FILTER = "f-"  # before the name of a column, in an address
SORTS: Mapping[str, Order] = {
    "name": Order("sort_name"),
    "-name": Order("sort_name", downwards=True),
    "changed": Order("changed_at", downwards=True),
    "-changed": Order("changed_at"),
}


@dataclass(frozen=True)
class Wanted:
    """state: its name, "" for all. words: each begins a word of what a case is found by, or it is a case's number.

    more: answers by the name of their column. after: number of the case behind which the page begins, or, with "<"
    before it, in front of which it ends.
    """

    state: str = ""
    words: str = ""
    more: Mapping[str, str] = field(default_factory=dict)
    sort: str = "name"
    after: str = ""
    size: int = SIZES[0]

    @property
    def narrows(self) -> bool:
        """Beyond the state, which is a way through the roster rather than a filter."""
        return bool(self.words or self.more)


def wanted_in(asked: Mapping[str, str]) -> Wanted:
    """Out of an address that a stranger may have written: what nobody knows there is as if it were not said."""
    sort, size = asked.get("sort", ""), asked.get("size", "")
    more = {name.removeprefix(FILTER)[:60]: value[:100] for name, value in asked.items() if name.startswith(FILTER)}
    return Wanted(
        state=asked.get("state", "")[:60],
        words=asked.get("q", "").strip()[:LONGEST],
        more={name: value for name, value in more.items() if value},
        sort=sort if sort in SORTS else "name",
        after=asked.get("after", "")[:21],
        size=int(size) if size in map(str, SIZES) else SIZES[0],
    )


def pairs_of(wanted: Wanted) -> dict[str, str]:
    """The same again for an address, or for hidden fields of a form: only what is said."""
    said = {
        "state": wanted.state,
        "q": wanted.words,
        **{f"{FILTER}{name}": value for name, value in wanted.more.items()},
        "sort": "" if wanted.sort == "name" else wanted.sort,
        "size": "" if wanted.size == SIZES[0] else str(wanted.size),
        "after": wanted.after,
    }
    return {name: value for name, value in said.items() if value}
