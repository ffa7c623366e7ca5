"""One organisation's cases in one service: pages by key, counts by state, and what a search or a filter finds.

However many there are, a page is read along an index for each state, as far as a page goes. What is searched for is a
stretch of an index as well: where it holds few, these are looked at; where it holds many, the page meets them soon.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from xidmet.store import bound
from xidmet.store.cases import COLUMNS, Record, record_of
from xidmet.store.searching import LAST
from xidmet.store.tables import Case, RosterCount

Key = Literal["sort_name", "changed_at"]
FEW = 500  # hits of a search that are looked at one by one
LOOSE, AT_ONCE = 4, 5000  # rows of one count that may stay; counts that are added up in one statement
MANY = 1000  # what a filter finds is counted up to here
MOST_MARKS = 200  # different answers to one question that a filter offers
MARK = "="  # what begins so is kept to be found as a whole; no word does
OURS = "service = {} AND party = {} AND sort_name <> ''"


@dataclass(frozen=True)
class Stretch:
    """Which cases. begins: with each of these one of its kept texts begins; a mark is one of them as a whole.
    number: of the only one that is meant.
    """

    service: str
    party: str
    states: Sequence[str]
    begins: Sequence[str] = ()
    number: str = ""


@dataclass(frozen=True)
class Order:
    key: Key = "sort_name"
    downwards: bool = False


@dataclass(frozen=True)
class Place:
    """Where a page begins: behind this case, or, back, before it. key: what it is sorted by."""

    key: str | dt.datetime
    case: UUID
    back: bool = False


@dataclass
class _Sql:
    text: str
    values: list[Any] = field(default_factory=list)


async def counts(service: str, party: str) -> dict[str, int]:
    """How many cases stand in each state in which there is one. The store counts them itself, whoever moves them."""
    rows: list[dict[str, Any]] = await RosterCount.raw(
        "SELECT state, SUM(people) AS people FROM roster_count WHERE service = {} AND party = {} GROUP BY state",
        service,
        party,
    )
    return {row["state"]: int(row["people"]) for row in rows if row["people"] > 0}


async def add_up() -> None:
    """One row for each state of each roster, in place of the many that moves have left; for the worker."""
    if bound.on_sqlite():  # one writer at a time keeps one row itself
        return
    counted = "SELECT service, party, state FROM roster_count GROUP BY service, party, state"
    await RosterCount.raw(
        f"WITH gone AS (DELETE FROM roster_count WHERE (service, party, state) IN ({counted} "  # noqa: S608
        f"HAVING COUNT(*) > {LOOSE} LIMIT {AT_ONCE}) RETURNING service, party, state, people) "
        "INSERT INTO roster_count (service, party, state, people) "
        "SELECT service, party, state, SUM(people) FROM gone GROUP BY service, party, state"
    )


async def place_of(service: str, party: str, number: str, order: Order, *, back: bool) -> Place | None:
    """The place of a case, as a page's address names it; None when it is none of theirs."""
    found = await Case.select(Case.id, Case.sort_name, Case.changed_at).where(
        (Case.number == number) & (Case.service == service) & (Case.party == party)
    )
    return Place(found[0][order.key], found[0]["id"], back) if found else None


async def page(wanted: Stretch, order: Order, place: Place | None, limit: int) -> list[Record]:
    """The cases in this order, from this place on; before it, when it leads back, in the same order."""
    found = await _found(wanted, order, place, limit)
    if found is None:
        return []
    columns = ", ".join(f"case_.{column._meta.name}" for column in COLUMNS)
    way = _way(order, place)
    rows: list[dict[str, Any]] = await Case.raw(
        f"SELECT {columns} FROM ({found.text}) found JOIN case_ ON case_.id = found.id "  # noqa: S608
        f"ORDER BY found.place {way}, found.id {way} LIMIT {limit}",
        *found.values,
    )
    kept = [record for row in rows if (record := record_of(row))]
    return kept[::-1] if place and place.back else kept


async def versions(wanted: Stretch, most: int) -> list[tuple[str, int]]:
    """Number and version of each, by name."""
    order = Order()
    found = await _found(wanted, order, None, most)
    if found is None:
        return []
    rows: list[dict[str, Any]] = await Case.raw(
        f"SELECT case_.number AS number, case_.version AS version FROM ({found.text}) found "  # noqa: S608
        f"JOIN case_ ON case_.id = found.id ORDER BY found.place, found.id LIMIT {most}",
        *found.values,
    )
    return [(row["number"], int(row["version"])) for row in rows]


async def count(wanted: Stretch, most: int = MANY) -> int:
    """How many there are, counted up to the most."""
    found = await _found(wanted, None, None, most)
    if found is None:
        return 0
    rows: list[dict[str, Any]] = await Case.raw(
        f"SELECT COUNT(*) AS people FROM (SELECT id FROM ({found.text}) every LIMIT {most}) counted",  # noqa: S608
        *found.values,
    )
    return int(rows[0]["people"])


def _way(order: Order, place: Place | None) -> str:
    return "DESC" if order.downwards != bool(place and place.back) else "ASC"


async def _found(wanted: Stretch, order: Order | None, place: Place | None, limit: int) -> _Sql | None:
    """Id and place of as many as a page takes; None when there can be none. order: None when they are only counted."""
    if not wanted.states:
        return None
    if wanted.number:
        number = _Sql("FROM case_ c WHERE c.number = {} AND c.party = {}", [wanted.number, wanted.party])
        return _ordered([_narrowed(number, wanted, wanted.states, wanted.begins)], order, place, limit)
    if wanted.begins:
        hits = await _hits(wanted)
        fewest = min(range(len(hits)), key=hits.__getitem__)
        if not hits[fewest]:
            return None
        if hits[fewest] <= FEW:
            lead = wanted.begins[fewest]
            others = [one for one in wanted.begins if one != lead]
            return _ordered([_narrowed(_among(wanted, lead), wanted, wanted.states, others)], order, place, limit)
    return _ordered(
        [_narrowed(_of_state(wanted, one), wanted, (), wanted.begins) for one in wanted.states], order, place, limit
    )


async def _hits(wanted: Stretch) -> list[int]:
    """How many texts there are of each that is searched for, counted up to one more than are few; one statement."""
    texts, values = list[str](), list[Any]()
    for at, begin in enumerate(wanted.begins):
        kept = _kept(wanted, begin)
        counted = f"SELECT COUNT(*) FROM (SELECT 1 AS hit FROM case_field f WHERE {kept.text} LIMIT {FEW + 1}) h{at}"  # noqa: S608
        texts.append(f"({counted}) AS r{at}")
        values += kept.values
    rows: list[dict[str, Any]] = await Case.raw(f"SELECT {', '.join(texts)}", *values)
    return [int(rows[0][f"r{at}"]) for at in range(len(wanted.begins))]


def _value() -> str:
    return "f.value" if bound.on_sqlite() else 'f.value COLLATE "C"'


def _matches(begin: str) -> _Sql:
    """A mark is found as a whole, a word by how it begins."""
    if begin.startswith(MARK):
        return _Sql(f"{_value()} = {{}}", [begin])
    return _Sql(f"{_value()} >= {{}} AND {_value()} < {{}}", [begin, begin + LAST])


def _kept(wanted: Stretch, begin: str) -> _Sql:
    said = _matches(begin)
    ours = "f.party = {} AND f.service = {} AND f.party <> ''"
    return _Sql(f"{ours} AND {said.text}", [wanted.party, wanted.service, *said.values])


def _of_state(wanted: Stretch, state: str) -> _Sql:
    return _Sql(f"FROM case_ c WHERE {OURS} AND state = {{}}", [wanted.service, wanted.party, state])


def _among(wanted: Stretch, lead: str) -> _Sql:
    """Those that the rarest of what is searched for finds; they say themselves whose they are."""
    kept = _kept(wanted, lead)
    hits = f'SELECT DISTINCT f."case" AS hit FROM case_field f WHERE {kept.text} LIMIT {FEW}'  # noqa: S608
    return _Sql(f"FROM ({hits}) few JOIN case_ c ON c.id = few.hit WHERE TRUE", kept.values)


def _narrowed(base: _Sql, wanted: Stretch, states: Sequence[str], begins: Sequence[str]) -> _Sql:
    """A mark is looked up along the index of marks, a word among the few texts of the case."""
    text, values = base.text, list(base.values)
    if states:
        text += f" AND c.state IN ({', '.join(['{}'] * len(states))})"
        values += states
    for one in begins:
        said = _kept(wanted, one) if one.startswith(MARK) else _matches(one)
        text += f' AND EXISTS (SELECT 1 FROM case_field f WHERE {said.text} AND f."case" = c.id)'  # noqa: S608
        values += said.values
    return _Sql(text, values)


def _ordered(parts: Sequence[_Sql], order: Order | None, place: Place | None, limit: int) -> _Sql:
    texts, values = list[str](), list[Any]()
    for part in parts:
        if order is None:
            texts.append(f"SELECT id FROM (SELECT c.id AS id {part.text} LIMIT {limit}) part")  # noqa: S608
            values += part.values
            continue
        text, more = part.text, list(part.values)
        way = _way(order, place)
        key = f"c.{order.key}"
        if place:
            sign = ">" if way == "ASC" else "<"
            text += f" AND {key} {sign}= {{}} AND ({key} {sign} {{}} OR c.id {sign} {{}})"
            more += [place.key, place.key, place.case]
        ordered = f"SELECT c.id AS id, {key} AS place {text} ORDER BY {key} {way}, c.id {way} LIMIT {limit}"
        texts.append(f"SELECT id, place FROM ({ordered}) part")  # noqa: S608
        values += more
    return _Sql(" UNION ALL ".join(texts), values)


async def marks(service: str, party: str, begin: str) -> list[str]:
    """The different kept texts that begin so. From each the next one is looked up, so that rows alike cost nothing."""
    value = "value" if bound.on_sqlite() else 'value COLLATE "C"'
    ours = f"party = {{}} AND service = {{}} AND party <> '' AND {value} < {{}}"
    first = f"SELECT MIN({value}) AS mark FROM case_field WHERE {ours} AND {value} >= {{}}"  # noqa: S608
    following = f"SELECT MIN({value}) FROM case_field WHERE {ours} AND {value} > told.mark"  # noqa: S608
    rows: list[dict[str, Any]] = await Case.raw(
        f"WITH RECURSIVE told(mark) AS ({first} UNION ALL SELECT ({following}) FROM told WHERE told.mark IS NOT NULL) "  # noqa: S608
        f"SELECT mark FROM told WHERE mark IS NOT NULL LIMIT {MOST_MARKS}",
        *(party, service, begin + LAST, begin, party, service, begin + LAST),
    )
    return [row["mark"] for row in rows]


async def put(case: UUID, name: str) -> None:
    """Where it stands by name. No change of the case: its version stays."""
    await Case.update({Case.sort_name: name}).where(Case.id == case)


async def unplaced(services: Sequence[str], limit: int) -> list[Record]:
    """Some cases of these services that stand nowhere yet."""
    if not services:
        return []
    rows = await Case.select(*COLUMNS).where(Case.service.is_in(list(services)) & (Case.sort_name == "")).limit(limit)
    return [record for row in rows if (record := record_of(row))]
