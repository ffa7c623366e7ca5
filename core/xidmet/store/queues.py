"""Pages of an officer's queues, and how long they are: read along an index, never sorted or counted as a whole.

A queue is a union over the states in which its cases stand, each read in the order of the page up to its length; with
a few officers' own cases, which are few, an index over them is read instead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from uuid import UUID

from xidmet.store.cases import COLUMNS, Record, record_of
from xidmet.store.tables import Case

Order = Literal["term", "sending", "change"]
LAST = "9999-12-31 00:00:00+00:00"  # in place of a term, for a case that has none; the index says the same
NO_TERM = dt.datetime(9999, 12, 31, tzinfo=dt.UTC)
KEYS: Mapping[Order, str] = {"term": f"COALESCE(deadline, '{LAST}')", "sending": "sent_at", "change": "changed_at"}
DOWNWARDS: tuple[Order, ...] = ("change",)  # the newest first
MANY = 1000  # a queue is counted up to here


@dataclass(frozen=True)
class Stretch:
    """Which cases. states: of each service; officers: only what one of these has; ids: only of these; free: only what
    nobody has, but in the shared states. after, until: the term ends after the one moment, and not after the other.
    """

    states: Mapping[str, Sequence[str]]
    officers: Sequence[UUID] | None = None
    ids: Sequence[UUID] | None = None
    free: bool = False
    shared: Mapping[str, Sequence[str]] = field(default_factory=dict)
    after: dt.datetime | None = None
    until: dt.datetime | None = None

    @property
    def is_empty(self) -> bool:
        return not any(self.states.values()) or self.officers == () or self.ids == ()


@dataclass(frozen=True)
class Place:
    """Where a page begins: behind this case, or, back, before it. key: what it is sorted by."""

    key: dt.datetime
    case: UUID
    back: bool = False


@dataclass(frozen=True)
class Kept:
    """A case on the desk. officer: the name of who has it."""

    record: Record
    officer: str


@dataclass
class _Sql:
    text: str
    values: list[Any]


async def page(wanted: Stretch, order: Order, place: Place | None, limit: int) -> list[Kept]:
    """The cases in this order, from this place on; before it, when it leads back, in the same order."""
    if wanted.is_empty:
        return []
    found = _found(wanted, order, place, limit)
    columns = ", ".join(f"case_.{column._meta.name}" for column in COLUMNS)
    rows: list[dict[str, Any]] = await Case.raw(
        f"SELECT {columns}, account.surname AS surname, account.given_name AS given_name "  # noqa: S608  # our own words
        f"FROM ({found.text}) found JOIN case_ ON case_.id = found.id LEFT JOIN account ON account.id = case_.officer "
        f"ORDER BY found.place {_way(order, place)}, found.id {_way(order, place)} LIMIT {limit}",
        *found.values,
    )
    kept = [_kept(row) for row in rows]
    return kept[::-1] if place and place.back else kept


def _kept(row: dict[str, Any]) -> Kept:
    name = " ".join(part for part in (row.pop("given_name"), row.pop("surname")) if part)
    record = record_of(row)
    assert record is not None
    return Kept(record, name)


def key_of(record: Record, order: Order) -> dt.datetime:
    """What a case is sorted by."""
    found = {"term": record.deadline, "sending": record.sent_at, "change": record.changed_at}[order]
    return found or NO_TERM


def _way(order: Order, place: Place | None) -> str:
    return "DESC" if (order in DOWNWARDS) != bool(place and place.back) else "ASC"


def _found(wanted: Stretch, order: Order, place: Place | None, limit: int) -> _Sql:
    """Id and place in the order, of as many as a page takes."""
    key, way = KEYS[order], _way(order, place)
    parts, values = list[str](), list[Any]()
    for one in _pieces(wanted):
        where = _where(one, place, key, way)
        ordered = (
            f"SELECT id, {key} AS place FROM case_ WHERE {where.text} ORDER BY {key} {way}, id {way} LIMIT {limit}"  # noqa: S608
        )
        parts.append(f"SELECT id, place FROM ({ordered}) part")  # noqa: S608
        values += where.values
    return _Sql(" UNION ALL ".join(parts), values)


def _pieces(wanted: Stretch) -> list[Stretch]:
    """Each is read along one index: one state of one service, unless few cases are meant anyway."""
    if wanted.officers is not None or wanted.ids is not None:
        return [wanted]
    return [
        replace(wanted, states={service: (state,)}) for service, states in wanted.states.items() for state in states
    ]


def _where(wanted: Stretch, place: Place | None, key: str, way: str) -> _Sql:
    """place: what is behind it in this way."""
    where = _among(wanted)
    if wanted.free and not _is_shared(wanted):
        where.text += " AND officer IS NULL"
    for sign, moment in ((">", wanted.after), ("<=", wanted.until)):
        if moment is not None:
            where.text += f" AND {KEYS['term']} {sign} {{}}"
            where.values.append(moment)
    if place:
        sign = ">" if way == "ASC" else "<"
        where.text += f" AND {key} {sign}= {{}} AND ({key} {sign} {{}} OR id {sign} {{}})"
        where.values += [place.key, place.key, place.case]
    return where


def _among(wanted: Stretch) -> _Sql:
    """Of these services in these states. Where another index is meant, it is said so that no engine takes theirs."""
    first = next(iter(wanted.states.items()))
    if wanted.officers is None and wanted.ids is None and len(wanted.states) == 1:
        service, states = first
        equal = "state = {}" if len(states) == 1 else f"state IN ({_holes(states)})"
        return _Sql(f"service = {{}} AND {equal} AND sent_at IS NOT NULL", [service, *states])
    cases = " ".join(f"WHEN {{}} THEN state IN ({_holes(states)})" for states in wanted.states.values() if states)
    values = [value for service, states in wanted.states.items() if states for value in (service, *states)]
    text, few = f"sent_at IS NOT NULL AND (CASE service {cases} ELSE FALSE END)", list[Any]()
    for column, named in (("officer", wanted.officers), ("id", wanted.ids)):
        if named is not None:
            text = f"{column} IN ({_holes(named)}) AND {text}"
            few = [*named, *few]
    return _Sql(text, [*few, *values])


def _holes(values: Sequence[object]) -> str:
    return ", ".join(["{}"] * len(values))


async def lengths(queues: Mapping[str, Stretch]) -> dict[str, int]:
    """How many cases each has, counted up to MANY; one statement."""
    texts, values = list[str](), list[Any]()
    for name, wanted in queues.items():
        if wanted.is_empty:
            continue
        parts = [_where(one, None, "", "") for one in _by_service(wanted)]
        union = " UNION ALL ".join(f"SELECT 1 AS one FROM case_ WHERE {part.text}" for part in parts)  # noqa: S608
        texts.append(f"(SELECT COUNT(*) FROM (SELECT one FROM ({union}) every LIMIT {MANY}) counted) AS {name}")  # noqa: S608
        values += [value for part in parts for value in part.values]
    rows: list[dict[str, Any]] = await Case.raw(f"SELECT {', '.join(texts)}", *values) if texts else [{}]
    return {name: int(rows[0].get(name, 0)) for name in queues}


def _by_service(wanted: Stretch) -> list[Stretch]:
    """Shared states apart from the others, where a free one is meant."""
    if wanted.officers is not None or wanted.ids is not None:
        return [wanted]
    found = list[Stretch]()
    for service, states in wanted.states.items():
        shared = [state for state in states if wanted.free and state in wanted.shared.get(service, ())]
        for some in (shared, [state for state in states if state not in shared]):
            found += [replace(wanted, states={service: some})] if some else []
    return found


def _is_shared(wanted: Stretch) -> bool:
    """Every state of this piece is."""
    return all(state in wanted.shared.get(service, ()) for service, states in wanted.states.items() for state in states)
