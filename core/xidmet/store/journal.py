"""The journal's rows. Only appended to; the head and the count of a chain stand on its case."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID, uuid4

from xidmet.errors import NotFound
from xidmet.store.tables import Case, JournalRow, JournalValue

AT_ONCE = 500  # rows whose values are asked for by one statement


@dataclass(frozen=True)
class Value:
    """A personal value behind a commitment, with its salt."""

    name: str
    salt: str
    value: str


@dataclass(frozen=True)
class Row:
    """form: version of the format its body is written in."""

    id: UUID
    chain: UUID
    place: int
    form: int
    happened_at: dt.datetime
    kind: str
    body: str
    before: str
    hash: str
    values: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Chain:
    """What a case says of its own chain. number: the case's."""

    number: str
    head: str
    rows: int


COLUMNS = [field.name for field in fields(Row) if field.name != "values"]


async def next_place(chain: UUID, of_nobody: bool = False) -> tuple[str, int]:
    """The hash of the last row and the place of the next one. Counting up first makes appends to a chain queue.

    Raises NotFound for a case of which nothing is left, whose last row was written with it. of_nobody: this is the one.
    """
    found: list[dict[str, Any]] = await Case.raw(
        "UPDATE case_ SET journal_rows = journal_rows + 1 WHERE id = {} AND (party <> '') <> {}"
        " RETURNING journal_head, journal_rows",
        *(chain, of_nobody),
    )
    if not found:
        raise NotFound
    return str(found[0]["journal_head"]), int(found[0]["journal_rows"])


async def append(row: Row) -> None:
    """Write a row and make it the head of its chain; inside the caller's transaction."""
    await JournalRow.insert(
        JournalRow(
            id=row.id,
            chain=row.chain,
            place=row.place,
            form=row.form,
            happened_at=row.happened_at,
            kind=row.kind,
            body=row.body,
            before=row.before,
            hash=row.hash,
        )
    )
    values = [JournalValue(id=uuid4(), row=row.id, **vars(value)) for value in row.values]
    if values:
        await JournalValue.insert(*values)
    await Case.update({Case.journal_head: row.hash}).where(Case.id == row.chain)


async def rows_of(chain: UUID) -> list[Row]:
    """A chain from its beginning, with the personal values that were not erased."""
    found = await JournalRow.select().where(JournalRow.chain == chain).order_by(JournalRow.place)
    values = await _values_of([row["id"] for row in found])
    return [_row(row, values) for row in found]


async def _values_of(rows: Sequence[UUID]) -> dict[UUID, list[Value]]:
    """By the ids of rows: of a join PostgreSQL keeps the plan that it made when both tables were small."""
    values: dict[UUID, list[Value]] = {}
    for start in range(0, len(rows), AT_ONCE):
        for found in await JournalValue.select().where(JournalValue.row.is_in(list(rows[start : start + AT_ONCE]))):
            values.setdefault(found["row"], []).append(Value(found["name"], found["salt"], found["value"]))
    return values


def _row(row: dict[str, Any], values: dict[UUID, list[Value]]) -> Row:
    columns = {name: row[name] for name in COLUMNS}
    return Row(**columns, values=tuple(values.get(row["id"], ())))


async def stands_at(chain: UUID) -> Chain | None:
    """Head and count of a chain; None when there is no such case."""
    found = await Case.select(Case.number, Case.journal_head, Case.journal_rows).where(Case.id == chain).first()
    return Chain(found["number"], found["journal_head"], found["journal_rows"]) if found else None


async def rows_until(chain: UUID, last: int, at_once: int = 500) -> AsyncIterator[Row]:
    """The same up to a place, some rows in memory at a time."""
    after = 0
    while after < last:
        here = (JournalRow.chain == chain) & (JournalRow.place > after) & (JournalRow.place <= last)
        found = await JournalRow.select().where(here).order_by(JournalRow.place).limit(at_once)
        if not found:
            return
        ids, values = [row["id"] for row in found], dict[UUID, list[Value]]()
        for one in await JournalValue.select().where(JournalValue.row.is_in(ids)).order_by(JournalValue.name):
            values.setdefault(one["row"], []).append(Value(one["name"], one["salt"], one["value"]))
        for row in found:
            yield _row(row, values)
        after = found[-1]["place"]


async def as_it_stands(chain: UUID) -> tuple[Chain, list[Row]] | None:
    """A chain, and what its case says of it at the same moment; None when there is no such case.

    One statement, which sees one state of the database: a row that is appended meanwhile is in both, or in neither.
    """
    columns = ", ".join(f'r."{name}"' for name in COLUMNS)
    found: list[dict[str, Any]] = await Case.raw(
        f"SELECT c.number, c.journal_head, c.journal_rows, {columns} FROM case_ c"  # noqa: S608  # only our own names
        " LEFT JOIN journal_row r ON r.chain = c.id WHERE c.id = {} ORDER BY r.place",
        chain,
    )
    if not found:
        return None
    said, rows = Chain(found[0]["number"], found[0]["journal_head"], found[0]["journal_rows"]), []
    if found[0]["id"]:
        values = await _values_of([row["id"] for row in found])
        rows = [_row(row, values) for row in found]
    return said, rows


async def done_for(
    party: str, organisation: UUID, account: UUID | None, services: list[str] | None, limit: int, offset: int
) -> list[tuple[str, str, Row]]:
    """(number, service) of the case and row, for what was done in an organisation's cases in its name, newest first.

    account: only what this one did. services: only in these; None: in all.
    """
    marks = [f'%"acting":"{organisation}"%', *([f'%"account":"{account}"%'] if account else [])]
    narrow = " AND r.body LIKE {}" * len(marks)
    if services is not None:
        narrow += f" AND c.service IN ({', '.join(['{}'] * len(services))})" if services else " AND 1 = 0"
    columns = ", ".join(f'r."{name}"' for name in COLUMNS)
    found: list[dict[str, Any]] = await Case.raw(
        f"SELECT c.number, c.service, {columns} FROM case_ c JOIN journal_row r ON r.chain = c.id"  # noqa: S608  # only our own names
        f" WHERE c.party = {{}}{narrow} ORDER BY r.happened_at DESC, r.place DESC"
        f" LIMIT {int(limit)} OFFSET {int(offset)}",
        party,
        *marks,
        *(services or []),
    )
    ids = [row["id"] for row in found]
    values: dict[UUID, list[Value]] = {}
    for one in await JournalValue.select().where(JournalValue.row.is_in(ids)) if ids else []:
        values.setdefault(one["row"], []).append(Value(one["name"], one["salt"], one["value"]))
    return [(row["number"], row["service"], _row(row, values)) for row in found]


async def chains(after: str, limit: int = 500) -> list[tuple[str, UUID]]:
    """Numbers and ids of the cases, in the order of their numbers, behind a number."""
    found = await Case.select(Case.number, Case.id).where(Case.number > after).order_by(Case.number).limit(limit)
    return [(row["number"], row["id"]) for row in found]


async def chains_without_case() -> list[UUID]:
    """Chains whose case is gone."""
    found: list[dict[str, Any]] = await JournalRow.raw(
        "SELECT DISTINCT chain FROM journal_row WHERE chain NOT IN (SELECT id FROM case_)"
    )
    return [UUID(str(row["chain"])) for row in found]


async def erase_every_value(chain: UUID) -> None:
    """Forget all personal values of a chain; their commitments, and so the chain, stay valid."""
    rows = await JournalRow.select(JournalRow.id).where(JournalRow.chain == chain).output(as_list=True)
    await JournalValue.delete().where(JournalValue.row.is_in(rows))
