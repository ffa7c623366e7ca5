"""Lists of cases for one move: what was asked for, how far each is, and how it went in each case."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID, uuid4

from xidmet.store.tables import Case, Document, MoveList, MoveListItem

# Of a list.
ASKING, CHECKING, CHECKED, SIGNING, WORKING = "asking", "checking", "checked", "signing", "working"
DONE, STOPPED, DROPPED, EXPIRED = "done", "stopped", "dropped", "expired"
OPEN = (ASKING, CHECKING, CHECKED, SIGNING)  # nothing was done in any case yet
# Of an item: before the list is signed, and when it was worked off.
WAITS, ABLE, UNABLE, LEFT = "waits", "able", "unable", "left"
MADE, SAME, REFUSED, CHANGED, KEPT = "made", "same", "refused", "changed", "kept"

T = TypeVar("T")
ITEM_BY_ITEM = 500  # rows in one statement; SQLite takes 32,766 values
JSON = ("asked", "report", "material")


@dataclass(frozen=True)
class Listed:
    """A list; the columns of its table."""

    id: UUID
    party: str
    account: UUID
    service: str
    move: str
    asked: dict[str, Any]
    language: str
    means: str
    level: str
    token: str
    state: str
    total: int
    made_at: dt.datetime
    ends_at: dt.datetime
    problem: str = ""
    given: str = ""
    head: str = ""
    items: UUID | None = None
    signature: UUID | None = None
    signer: str = ""
    report: dict[str, Any] = field(default_factory=dict)
    material: dict[str, Any] = field(default_factory=dict)
    result: UUID | None = None
    signed_at: dt.datetime | None = None
    done_at: dt.datetime | None = None


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


@dataclass(frozen=True)
class Said:
    """What is to be written about an item."""

    place: int
    state: str
    reason: str = ""
    why: str = ""
    mend: str = ""
    shown: Sequence[str] | None = None


LISTED = tuple(getattr(MoveList, name) for name in Listed.__dataclass_fields__)
ITEM = tuple(getattr(MoveListItem, name) for name in Item.__dataclass_fields__)


async def add(listed: Listed, chosen: Sequence[tuple[str, int]]) -> None:
    """Inside a transaction. chosen: number and version of each. Raises a unique violation for a form posted before."""
    await MoveList.insert(MoveList(**_columns(vars(listed))))
    for many in _pieces(list(enumerate(chosen, 1))):
        rows = ", ".join(["({}, {}, {}, {}, {}, '[]', {}, '', '', '')"] * len(many))
        values = [
            value for place, (number, version) in many for value in (uuid4(), listed.id, place, number, version, WAITS)
        ]
        await MoveListItem.raw(
            "INSERT INTO move_list_item (id, of_list, place, number, version, shown, state, reason, why, mend) "  # noqa: S608
            f"VALUES {rows}",
            *values,
        )


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: json.dumps(v, ensure_ascii=False) if k in JSON else v for k, v in values.items()}


def _pieces(whole: Sequence[T]) -> Iterator[Sequence[T]]:
    return (whole[start : start + ITEM_BY_ITEM] for start in range(0, len(whole), ITEM_BY_ITEM))


async def by_token(token: str) -> Listed | None:
    return _listed(await MoveList.select(*LISTED).where(MoveList.token == token).first())


async def by_id(wanted: UUID) -> Listed | None:
    return _listed(await MoveList.select(*LISTED).where(MoveList.id == wanted).first())


def _listed(row: dict[str, Any] | None) -> Listed | None:
    return Listed(**{k: json.loads(v) if k in JSON else v for k, v in row.items()}) if row else None


async def of_party(party: str, service: str, limit: int) -> list[Listed]:
    """The newest first."""
    theirs = (MoveList.party == party) & (MoveList.service == service)
    rows = await MoveList.select(*LISTED).where(theirs).order_by(MoveList.made_at, ascending=False).limit(limit)
    return [one for row in rows if (one := _listed(row))]


async def change(wanted: UUID, before: Sequence[str], **values: Any) -> bool:
    """Change a list that is in one of these states; False when it is in another one by now."""
    alike = (MoveList.id == wanted) & MoveList.state.is_in(list(before))
    new: dict[Any, Any] = _columns(values)
    return bool(await MoveList.update(new).where(alike).returning(MoveList.id))


async def close(wanted: UUID, result: UUID, moment: dt.datetime) -> bool:
    """It is worked off, or was stopped, and this is its result; False when it had one."""
    ended = (MoveList.id == wanted) & MoveList.result.is_null() & MoveList.state.is_in([WORKING, DONE, STOPPED])
    values: dict[Any, Any] = {MoveList.result: result, MoveList.done_at: moment}
    if not await MoveList.update(values).where(ended).returning(MoveList.id):
        return False
    await MoveList.update({MoveList.state: DONE}).where((MoveList.id == wanted) & (MoveList.state == WORKING))
    return True


async def theirs(party: str, service: str, chosen: Mapping[str, int]) -> list[tuple[str, int]]:
    """Of the chosen ones those that are cases of this party in this service, in the order they came in."""
    here = set[str]()
    for many in _pieces(list(chosen)):
        where = (Case.party == party) & (Case.service == service) & Case.number.is_in(list(many))
        here |= set(await Case.select(Case.number).where(where).output(as_list=True))
    return [(number, version) for number, version in chosen.items() if number in here]


async def versions(numbers: Sequence[str]) -> dict[str, int]:
    """As the cases are now."""
    found = dict[str, int]()
    for many in _pieces(numbers):
        rows = await Case.select(Case.number, Case.version).where(Case.number.is_in(list(many)))
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
    count = 0
    for one in said:
        values: dict[Any, Any] = {
            MoveListItem.state: one.state,
            MoveListItem.reason: one.reason[:1000],
            MoveListItem.why: one.why[:1000],
            MoveListItem.mend: one.mend[:1000],
            MoveListItem.done_at: moment,
        }
        if one.shown is not None:
            values[MoveListItem.shown] = json.dumps(list(one.shown), ensure_ascii=False)
        where = (MoveListItem.of_list == wanted) & (MoveListItem.place == one.place) & (MoveListItem.state == before)
        count += len(await MoveListItem.update(values).where(where).returning(MoveListItem.place))
    return count


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
    for many in _pieces(places):
        where = _within(wanted, [before]) & MoveListItem.place.is_in(list(many))
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


@dataclass(frozen=True)
class Within:
    """That a case was moved as an item of a list. of: how many were signed together; 0: there was no signature."""

    list: UUID
    n: int
    move: str
    signer: str
    head: str
    done_at: dt.datetime


async def of_case(number: str) -> list[Within]:
    """Those lists by which this case was moved, the oldest first."""
    rows = await MoveListItem.raw(
        "SELECT l.id, i.n, l.move, l.signer, l.head, i.done_at FROM move_list_item i "
        "JOIN move_list l ON l.id = i.of_list WHERE i.number = {} AND i.n IS NOT NULL AND i.state = {} "
        "ORDER BY i.done_at",
        number,
        MADE,
    )
    return [
        Within(UUID(str(r["id"])), int(r["n"]), r["move"], r["signer"], r["head"], _moment(r["done_at"])) for r in rows
    ]


def _moment(value: Any) -> dt.datetime:
    """SQLite gives a moment that was asked for in plain SQL as a text."""
    return dt.datetime.fromisoformat(value) if isinstance(value, str) else value


async def overdue(moment: dt.datetime, limit: int) -> list[Listed]:
    """Those that nobody signed in time."""
    late = MoveList.state.is_in(list(OPEN)) & (MoveList.ends_at <= moment)
    rows = await MoveList.select(*LISTED).where(late).order_by(MoveList.ends_at).limit(limit)
    return [one for row in rows if (one := _listed(row))]


async def take_documents(wanted: UUID) -> list[str]:
    """Inside a transaction: forget the lines of a list that will not be signed; the place of their bytes."""
    rows = await MoveList.select(MoveList.items).where(MoveList.id == wanted)
    ids = [row["items"] for row in rows if row["items"]]
    await MoveList.update({MoveList.items: None, MoveList.head: ""}).where(MoveList.id == wanted)
    if not ids:
        return []
    gone = await Document.delete().where(Document.id.is_in(ids)).returning(Document.place)
    return [str(row["place"]) for row in gone]


async def forget(before: dt.datetime) -> None:
    """Lists that led to nothing, with their items."""
    await MoveList.delete().where(MoveList.state.is_in([DROPPED, EXPIRED]) & (MoveList.made_at < before))
