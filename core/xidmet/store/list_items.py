"""The rows of a list: one case each, and how it went there."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID, uuid4

from xidmet.store import many
from xidmet.store.bound import among, on_sqlite
from xidmet.store.tables import Case, MoveListItem

# Before the list is signed, and when it was worked off.
WAITS, ABLE, UNABLE, LEFT = "waits", "able", "unable", "left"
MADE, SAME, REFUSED, CHANGED, KEPT = "made", "same", "refused", "changed", "kept"

T = TypeVar("T")
_as_json = json.JSONEncoder(ensure_ascii=False).encode
ITEM_BY_ITEM = 500  # rows in one statement; SQLite takes 32,766 values


@dataclass(frozen=True)
class Item:
    """n: its number in what was signed. shown: what tells it apart. reason: msgid of why."""

    place: int
    number: str
    version: int
    shown: list[str]
    state: str
    n: int | None
    reason: str
    why: str
    mend: str
    done_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Able:
    """Of an item what its move needs."""

    place: int
    number: str
    version: int
    n: int | None


@dataclass(frozen=True)
class Said:
    """What is to be written about an item."""

    place: int
    state: str
    reason: str = ""
    why: str = ""
    mend: str = ""
    shown: Sequence[str] | None = None


ITEM = tuple(getattr(MoveListItem, name) for name in Item.__dataclass_fields__)


async def add(wanted: UUID, chosen: Sequence[tuple[str, int]]) -> None:
    """Inside a transaction. chosen: number and version of each."""
    for some in _pieces(list(enumerate(chosen, 1))):
        rows = ", ".join(["({}, {}, {}, {}, {}, '[]', {}, '', '', '')"] * len(some))
        values = [
            value for place, (number, version) in some for value in (uuid4(), wanted, place, number, version, WAITS)
        ]
        await MoveListItem.raw(
            "INSERT INTO move_list_item (id, of_list, place, number, version, shown, state, reason, why, mend) "  # noqa: S608
            f"VALUES {rows}",
            *values,
        )


def _pieces(whole: Sequence[T]) -> Iterator[Sequence[T]]:
    return (whole[start : start + ITEM_BY_ITEM] for start in range(0, len(whole), ITEM_BY_ITEM))


async def theirs(party: str, service: str, chosen: Mapping[str, int]) -> list[tuple[str, int]]:
    """Of the chosen ones those that are cases of this party in this service, in the order they came in."""
    here = set[str]()
    for some in _pieces(list(chosen)):
        where = (Case.party == party) & (Case.service == service) & Case.number.is_in(list(some))
        here |= set(await Case.select(Case.number).where(where).output(as_list=True))
    return [(number, version) for number, version in chosen.items() if number in here]


async def versions(numbers: Sequence[str]) -> dict[str, int]:
    """As the cases are now."""
    found = dict[str, int]()
    for some in _pieces(numbers):
        rows = await Case.select(Case.number, Case.version).where(Case.number.is_in(list(some)))
        found |= {row["number"]: row["version"] for row in rows}
    return found


def _within(wanted: UUID, states: Sequence[str]) -> Any:
    mine: Any = MoveListItem.of_list == wanted
    return mine & MoveListItem.state.is_in(list(states)) if states else mine


async def items(wanted: UUID, states: Sequence[str], limit: int, after: int = 0, reason: str = "") -> list[Item]:
    """Those in these states, or all of them, in their order. after: the place of the last one of the page before."""
    where = _within(wanted, states) & (MoveListItem.place > after)
    if reason:
        where = where & (MoveListItem.reason == reason)
    rows = await MoveListItem.select(*ITEM).where(where).order_by(MoveListItem.place).limit(limit)
    return [Item(**{**row, "shown": json.loads(row["shown"])}) for row in rows]


async def able(wanted: UUID, limit: int) -> list[Able]:
    """The first of those that are still to be moved."""
    rows = await MoveListItem.raw(
        "SELECT place, number, version, n FROM move_list_item WHERE of_list = {} AND state = {}"
        " ORDER BY place LIMIT {}",
        wanted,
        ABLE,
        limit,
    )
    return [Able(**row) for row in rows]


async def each(wanted: UUID, states: Sequence[str] = ()) -> AsyncIterator[Item]:
    """However many; others have their turn meanwhile."""
    last = 0
    while found := await items(wanted, states, ITEM_BY_ITEM, last):
        for item in found:
            yield item
        last = found[-1].place
        await asyncio.sleep(0)


async def counts(wanted: UUID) -> dict[str, int]:
    """How many items are in each state."""
    return (await counts_of([wanted])).get(wanted, {})


async def counts_of(wanted: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    found = dict[UUID, dict[str, int]]()
    if wanted:
        ids = ", ".join(["{}"] * len(wanted))
        for row in await MoveListItem.raw(
            "SELECT of_list, state, COUNT(*) AS n FROM move_list_item "  # noqa: S608
            f"WHERE of_list IN ({ids}) GROUP BY of_list, state",
            *wanted,
        ):
            found.setdefault(UUID(str(row["of_list"])), {})[row["state"]] = int(row["n"])
    return found


@dataclass(frozen=True)
class Reason:
    """Why items were not able, or were not done. why, mend: of one of them, for an example."""

    reason: str
    why: str
    mend: str
    count: int


async def reasons(wanted: UUID, states: Sequence[str], limit: int = 50) -> list[Reason]:
    """The one that hits most first."""
    within = ", ".join(["{}"] * len(states))
    rows = await MoveListItem.raw(
        "SELECT reason, MIN(why) AS why, MIN(mend) AS mend, COUNT(*) AS n FROM move_list_item "  # noqa: S608
        f"WHERE of_list = {{}} AND state IN ({within}) GROUP BY reason ORDER BY n DESC, reason LIMIT {int(limit)}",
        wanted,
        *states,
    )
    return [Reason(row["reason"], row["why"], row["mend"], int(row["n"])) for row in rows]


async def say(wanted: UUID, before: str, said: Sequence[Said], moment: dt.datetime | None = None) -> int:
    """Inside a transaction: of those items that are in the state before; how many. What was said of others stays."""
    if not said:
        return 0
    within, value = among("place", [one.place for one in said], "integer")
    last = "" if on_sqlite() else " FOR UPDATE"
    rows = await MoveListItem.raw(
        f"SELECT id, place FROM move_list_item WHERE of_list = {{}} AND state = {{}} AND {within}{last}",  # noqa: S608
        wanted,
        before,
        value,
    )
    ids, at = {row["place"]: str(row["id"]) for row in rows}, many.plain(moment) if moment else None
    new = [one for one in said if one.place in ids]
    told = [(ids[one.place], one.state, one.reason[:1000], one.why[:1000], one.mend[:1000], at) for one in new]
    await many.change(("state", "reason", "why", "mend", "done_at"), told, MoveListItem)
    shown = [(ids[one.place], _as_json(list(one.shown))) for one in new if one.shown is not None]
    await many.change(("shown",), shown, MoveListItem)
    return len(new)


async def say_made(wanted: UUID, places: Sequence[int], moment: dt.datetime) -> int:
    """Inside a transaction: of those of these items that are able; how many."""
    within, value = among("place", places, "integer")
    rows = await MoveListItem.raw(
        "UPDATE move_list_item SET state = {}, reason = '', why = '', mend = '', done_at = {} "  # noqa: S608
        f"WHERE of_list = {{}} AND state = {{}} AND {within} RETURNING place",
        MADE,
        moment,
        wanted,
        ABLE,
        value,
    )
    return len(rows)


async def say_of_all(wanted: UUID, before: str, state: str, moment: dt.datetime | None, why: str, mend: str) -> int:
    """Of each item that is in the state before; how many."""
    values: dict[Any, Any] = {
        MoveListItem.state: state,
        MoveListItem.reason: why,
        MoveListItem.why: why,
        MoveListItem.mend: mend,
        MoveListItem.done_at: moment,
    }
    rows = await MoveListItem.update(values).where(_within(wanted, [before])).returning(MoveListItem.place)
    return len(rows)


async def leave_out(wanted: UUID, places: Sequence[int], *, back: bool = False) -> None:
    """Leave out some that are able, or take them in again."""
    before, after = (LEFT, ABLE) if back else (ABLE, LEFT)
    for some in _pieces(places):
        where = _within(wanted, [before]) & MoveListItem.place.is_in(list(some))
        await MoveListItem.update({MoveListItem.state: after}).where(where)


async def number(wanted: UUID) -> None:
    """Give those that are able their numbers in what will be signed."""
    await MoveListItem.update({MoveListItem.n: None}).where(MoveListItem.of_list == wanted)
    await MoveListItem.raw(
        "UPDATE move_list_item SET n = ranked.r FROM (SELECT id AS i, ROW_NUMBER() OVER (ORDER BY place) AS r "
        "FROM move_list_item WHERE of_list = {} AND state = {}) AS ranked WHERE move_list_item.id = ranked.i",
        wanted,
        ABLE,
    )
