"""One organisation's cases in one service: pages by key, counts by state, and what a search or a filter finds.

However many there are, a page is read along an index for each state, as far as a page goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from xidmet.store import bound
from xidmet.store.cases import COLUMNS, Record, record_of
from xidmet.store.roster_search import Order, Place, Reach, ordered, way
from xidmet.store.searching import LAST
from xidmet.store.tables import Case, RosterCount

LOOSE, AT_ONCE = 4, 5000  # rows of one count that may stay; counts that are added up in one statement
MOST_MARKS = 200  # different answers to one question that a filter offers


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


async def page(reached: Reach, order: Order, place: Place | None, limit: int, total: int) -> list[Record]:
    """The cases in this order, from this place on; before it, when it leads back, in the same order.

    total: how many there are at all, MANY for at least so many.
    """
    if reached.is_nothing or not total:
        return []
    found, leads = ordered(reached, order, place, limit, total), way(order, place)
    columns = ", ".join(f"case_.{column._meta.name}" for column in COLUMNS)
    rows: list[dict[str, Any]] = await Case.raw(
        f"SELECT {columns} FROM ({found.text}) found JOIN case_ ON case_.id = found.id "  # noqa: S608
        f"ORDER BY found.place {leads}, found.id {leads} LIMIT {limit}",
        *found.values,
    )
    kept = [record for row in rows if (record := record_of(row))]
    return kept[::-1] if place and place.back else kept


async def versions(reached: Reach, most: int) -> list[tuple[str, int]]:
    """Number and version of each, by name."""
    if reached.is_nothing:
        return []
    found = ordered(reached, Order(), None, most)
    rows: list[dict[str, Any]] = await Case.raw(
        f"SELECT case_.number AS number, case_.version AS version FROM ({found.text}) found "  # noqa: S608
        f"JOIN case_ ON case_.id = found.id ORDER BY found.place, found.id LIMIT {most}",
        *found.values,
    )
    return [(row["number"], int(row["version"])) for row in rows]


async def marks(service: str, party: str, begin: str) -> list[str]:
    """The different kept texts that begin so. From each the next one is looked up, so that rows alike cost nothing."""
    value = "value" if bound.on_sqlite() else 'value COLLATE "C"'
    ours = f"party = {{}} AND service = {{}} AND party <> '' AND {value} < {{}}"
    first = f"SELECT MIN({value}) AS mark FROM case_field WHERE {ours} AND {value} >= {{}}"  # noqa: S608
    following = f"SELECT MIN({value}) FROM case_field WHERE {ours} AND {value} > told.mark"  # noqa: S608
    rows: list[dict[str, Any]] = await Case.raw(
        # Begun with SELECT, so that SQLite's one writer is not asked.
        f"SELECT mark FROM (WITH RECURSIVE told(mark) AS ({first} UNION ALL SELECT ({following}) FROM told "  # noqa: S608
        f"WHERE told.mark IS NOT NULL) SELECT mark FROM told WHERE mark IS NOT NULL LIMIT {MOST_MARKS}) AS marks",
        *(party, service, begin + LAST, begin, party, service, begin + LAST),
    )
    return [row["mark"] for row in rows]


async def put(case: UUID, name: str) -> None:
    """Where it stands by name. No change of the case: its version stays."""
    await Case.update({Case.sort_name: name}).where(Case.id == case)


async def unplaced(services: Sequence[str], limit: int) -> list[Record]:
    """Some cases of these services that stand nowhere yet; those of which nothing is left never will."""
    if not services:
        return []
    nowhere = Case.service.is_in(list(services)) & (Case.sort_name == "") & (Case.party != "")
    rows = await Case.select(*COLUMNS).where(nowhere).limit(limit)
    return [record for row in rows if (record := record_of(row))]
