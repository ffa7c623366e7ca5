"""Whom a search or a filter finds in a roster, and by which way: along the page's order, or from the rarest of what is
searched for.

What is searched for is a stretch of an index of the party's kept texts. First it is counted how long each of them is,
then how many cases all of them together find; both stop at a number. With these it is known which way is the shorter:
along the order each case is asked whether it fits, until a page is full; from the rarest on, every one that fits is
fetched and put in order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any, Literal
from uuid import UUID

from xidmet.store import bound
from xidmet.store.searching import LAST
from xidmet.store.tables import Case

Key = Literal["sort_name", "changed_at"]
MANY = 1000  # what a filter finds is counted up to here
LONG = 20_000  # how long a stretch is, is counted up to here
ASKED, FETCHED = 1.0, 4.0  # what it costs to ask a case whether it fits, and to fetch its place; microseconds, measured
MARK = "="  # what begins so is kept to be found as a whole; no word does
OURS = "service = {} AND party = {} AND sort_name <> ''"


@dataclass(frozen=True)
class Stretch:
    """Which cases. states: with how many people stand in each; every: nobody stands in another.

    begins: with each of these one of its kept texts begins; a mark is one of them as a whole. number: of the only one
    that is meant.
    """

    service: str
    party: str
    states: Mapping[str, int]
    every: bool = False
    begins: Sequence[str] = ()
    number: str = ""

    @property
    def people(self) -> int:
        return sum(self.states.values())


@dataclass(frozen=True)
class Reach:
    """hits: how many texts of the party begin with each of what is searched for, counted up to LONG."""

    wanted: Stretch
    hits: Sequence[int] = ()

    @property
    def is_nothing(self) -> bool:
        return not self.wanted.states or 0 in self.hits

    @property
    def rarest(self) -> int:
        """Its place among what is searched for; of two that are as rare, a mark."""
        begins = self.wanted.begins
        return min(range(len(begins)), key=lambda place: (self.hits[place], not begins[place].startswith(MARK)))

    @property
    def likely(self) -> float:
        """How many cases it finds, if what is searched for occurs together as often as chance has it."""
        people = self.wanted.people
        return people * prod(min(1.0, one / people) for one in self.hits)


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
class Sql:
    text: str
    values: list[Any] = field(default_factory=list)


async def reach(wanted: Stretch) -> Reach:
    """One statement, where something is searched for."""
    if not wanted.begins or wanted.number or not wanted.states:
        return Reach(wanted)
    texts, values = list[str](), list[Any]()
    for at, begin in enumerate(wanted.begins):
        kept = _kept(wanted, begin)
        counted = f"SELECT COUNT(*) FROM (SELECT 1 AS hit FROM case_field f WHERE {kept.text} LIMIT {LONG}) h{at}"  # noqa: S608
        texts.append(f"({counted}) AS r{at}")
        values += kept.values
    rows: list[dict[str, Any]] = await Case.raw(f"SELECT {', '.join(texts)}", *values)
    return Reach(wanted, [int(rows[0][f"r{at}"]) for at in range(len(wanted.begins))])


async def count(reached: Reach, most: int) -> int:
    """How many there are, counted up to the most; from whatever there is the least of."""
    wanted = reached.wanted
    if reached.is_nothing:
        return 0
    if not wanted.begins and not wanted.number:
        return min(wanted.people, most)
    if wanted.number:
        parts = [_ids(_of_number(wanted), most)]
    elif _is_counted_from_rarest(reached, most):
        parts = [_hits_in_states(reached, most)]
    else:
        parts = [_ids(_along(wanted, state), most) for state in wanted.states]
    found = " UNION ALL ".join(one.text for one in parts)
    rows: list[dict[str, Any]] = await Case.raw(
        f"SELECT COUNT(*) AS people FROM (SELECT hit FROM ({found}) every LIMIT {most}) counted",  # noqa: S608
        *(value for one in parts for value in one.values),
    )
    return int(rows[0]["people"])


def _ids(part: Sql, most: int) -> Sql:
    return Sql(f"SELECT hit FROM (SELECT c.id AS hit {part.text} LIMIT {most}) part", part.values)  # noqa: S608


def _hits_in_states(reached: Reach, most: int) -> Sql:
    """It stops at the most: nothing is put aside before."""
    wanted, hits = reached.wanted, _hits(reached)
    if not wanted.every:
        states = _narrowed(Sql('FROM case_ c WHERE c.id = f."case"'), wanted)
        hits = Sql(f"{hits.text} AND EXISTS (SELECT 1 {states.text})", [*hits.values, *states.values])
    return Sql(f"SELECT hit FROM ({hits.text} LIMIT {most}) few", hits.values)  # noqa: S608


def ordered(reached: Reach, order: Order, place: Place | None, limit: int, total: int = MANY) -> Sql:
    """Id and place of as many as a page takes. total: how many there are, MANY for at least so many."""
    wanted = reached.wanted
    if wanted.number:
        parts = [_of_number(wanted)]
    elif wanted.begins and _is_shorter_from_rarest(reached, limit, total):
        parts = [_narrowed(_from_rarest(reached), wanted)]
    else:
        parts = [_along(wanted, state) for state in wanted.states]
    pages = [_page(one, order, place, limit) for one in parts]
    return Sql(" UNION ALL ".join(one.text for one in pages), [value for one in pages for value in one.values])


def way(order: Order, place: Place | None) -> str:
    return "DESC" if order.downwards != bool(place and place.back) else "ASC"


def _is_counted_from_rarest(reached: Reach, most: int) -> bool:
    """Whether fewer questions are asked so. Texts of a case that begin alike are looked through before it stops."""
    wanted, questions = reached.wanted, len(reached.hits)
    share = min(1.0, most / max(1.0, reached.likely))
    along = wanted.people * share * questions * ASKED
    each = (questions - 1) * ASKED + (0 if wanted.every else FETCHED)
    is_mark = wanted.begins[reached.rarest].startswith(MARK)
    return reached.hits[reached.rarest] * (share if is_mark else 1) * each < along


def _is_shorter_from_rarest(reached: Reach, limit: int, total: int) -> bool:
    found = max(1.0, total if total < MANY else max(MANY, reached.likely))
    people, questions = reached.wanted.people, len(reached.hits)
    along = min(people, people * limit / found) * questions * ASKED
    from_rarest = reached.hits[reached.rarest] * (questions - 1) * ASKED + found * FETCHED
    return from_rarest < along


def _page(part: Sql, order: Order, place: Place | None, limit: int) -> Sql:
    text, values = part.text, list(part.values)
    leads, key = way(order, place), f"c.{order.key}"
    if place:
        sign = ">" if leads == "ASC" else "<"
        text += f" AND {key} {sign}= {{}} AND ({key} {sign} {{}} OR c.id {sign} {{}})"
        values += [place.key, place.key, place.case]
    page = f"SELECT c.id AS id, {key} AS place {text} ORDER BY {key} {leads}, c.id {leads} LIMIT {limit}"
    return Sql(f"SELECT id, place FROM ({page}) part", values)  # noqa: S608


def _along(wanted: Stretch, state: str) -> Sql:
    """The cases of a state along its index, each asked whether it fits."""
    fits = _fits(wanted, wanted.begins, "c.id")
    text = f"FROM case_ c WHERE {OURS} AND state = {{}}{fits.text}"
    return Sql(text, [wanted.service, wanted.party, state, *fits.values])


def _from_rarest(reached: Reach) -> Sql:
    hits = _hits(reached)
    return Sql(f"FROM ({hits.text}) few JOIN case_ c ON c.id = few.hit WHERE TRUE", hits.values)


def _hits(reached: Reach) -> Sql:
    """Those which the rarest finds and that fit the others; they say themselves whose they are."""
    wanted, rarest = reached.wanted, reached.wanted.begins[reached.rarest]
    kept = _kept(wanted, rarest)
    fits = _fits(wanted, [one for one in wanted.begins if one != rarest], 'f."case"')
    once = "" if rarest.startswith(MARK) else "DISTINCT "  # two texts of a case may begin alike
    text = f'SELECT {once}f."case" AS hit FROM case_field f WHERE {kept.text}{fits.text}'  # noqa: S608
    return Sql(text, [*kept.values, *fits.values])


def _of_number(wanted: Stretch) -> Sql:
    fits = _fits(wanted, wanted.begins, "c.id")
    number = Sql(f"FROM case_ c WHERE c.number = {{}} AND {_of('c')}{fits.text}", [wanted.number, *_whose(wanted)])
    number.values += fits.values
    return _narrowed(number, wanted)


def _of(table: str) -> str:
    return f"{table}.party = {{}} AND {table}.service = {{}}"


def _whose(wanted: Stretch) -> list[str]:
    return [wanted.party, wanted.service]


def _narrowed(part: Sql, wanted: Stretch) -> Sql:
    if wanted.every:
        return part
    return Sql(f"{part.text} AND c.state IN ({', '.join(['{}'] * len(wanted.states))})", [*part.values, *wanted.states])


def _kept(wanted: Stretch, begin: str) -> Sql:
    said = _matches(begin, "f")
    return Sql(f"{_of('f')} AND f.party <> '' AND {said.text}", [*_whose(wanted), *said.values])


def _fits(wanted: Stretch, begins: Sequence[str], case: str) -> Sql:
    """Each is looked up among the few texts of the case, along an index that holds them.

    PostgreSQL would join all cases with all hits where it guesses wrong, which took it fifteen seconds; what has an
    offset, were it none, it asks for each case.
    """
    text, values, each = "", list[Any](), "" if bound.on_sqlite() else " OFFSET 0"
    for one in begins:
        said = _matches(one, "o")
        text += f' AND EXISTS (SELECT 1 FROM case_field o WHERE o."case" = {case} AND {said.text}{each})'  # noqa: S608
        values += said.values
    return Sql(text, values)


def _matches(begin: str, table: str) -> Sql:
    """A mark is found as a whole, a word by how it begins."""
    value = f"{table}.value" if bound.on_sqlite() else f'{table}.value COLLATE "C"'
    if begin.startswith(MARK):
        return Sql(f"{value} = {{}}", [begin])
    return Sql(f"{value} >= {{}} AND {value} < {{}}", [begin, begin + LAST])
