"""What one move reads and writes in up to a thousand cases: each table in one statement for all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from piccolo.table import Table

from xidmet.store import bound
from xidmet.store.bound import among
from xidmet.store.cases import COLUMNS, Record, made_of
from xidmet.store.tables import (
    Account,
    Case,
    CaseFigure,
    CaseLease,
    CaseTotal,
    Effect,
    Issued,
    JournalRow,
    JournalValue,
    Organisation,
    StatusCounter,
    Submission,
)

Row = tuple[Any, ...]
NAMES = tuple(column._meta.name for column in COLUMNS)
JOURNAL = ("id", "chain", "place", "form", "happened_at", "kind", "body", "before", "hash")
VALUES = ("id", "row", "name", "salt", "value")
FIGURES = ("case", "service", "received_on", "ended_on", "outcome", "move", "ground", "days", "late", "officer")
TOTALS = ("id", "case", "service", "place", "span", "party", "first", "second", "third", "labels", "adds")
SUBMISSIONS = ("token", "case", "move", "digest", "done_at")
EFFECTS = (
    *("id", "kind", "payload", "once", "case", "state", "attempts"),
    *("run_at", "lease_until", "error", "created_at", "done_at", "lane"),
)


@dataclass(frozen=True, slots=True)
class Stood:
    """A case as it was read. head, rows: of its chain."""

    record: Record
    head: str
    rows: int


@dataclass(frozen=True, slots=True)
class Due:
    """A case that time moves. move: by which transition, at: since when."""

    id: UUID
    number: str
    service: str
    version: int
    move: str
    at: dt.datetime


def plain(moment: dt.datetime) -> Any:
    """A moment that stands in many rows, as the engine takes it: SQLite's text is made once."""
    return str(moment.astimezone(dt.UTC)) if bound.on_sqlite() else moment


async def due(services: Sequence[str], moment: dt.datetime, limit: int, after: Due | None) -> list[Due]:
    """Cases of these services whose timed transition is due, the longest waiting first.

    after: the last one of the page before, so that those which stay due do not hide the others.
    """
    where: Any = Case.due_at.is_not_null() & (Case.due_at <= moment) & Case.service.is_in(list(services))
    if after:
        where = where & ((Case.due_at > after.at) | ((Case.due_at == after.at) & (Case.id > after.id)))
    columns = (Case.id, Case.number, Case.service, Case.version, Case.due_move, Case.due_at)
    rows = await Case.select(*columns).where(where).order_by(Case.due_at).order_by(Case.id).limit(limit)
    return [Due(*(row[one._meta.name] for one in columns)) for row in rows]


async def by_numbers(numbers: Sequence[str]) -> dict[str, Stood]:
    """By number; those that there are not are left out."""
    columns = ", ".join(f'"{name}"' for name in NAMES)
    within, value = among("number", list(numbers), "text")
    rows: list[dict[str, Any]] = await Case.raw(
        f"SELECT {columns}, journal_head, journal_rows FROM case_ WHERE {within}",  # noqa: S608  # only our own names
        value,
    )
    return {row["number"]: _stood(row) for row in rows}


def _stood(row: dict[str, Any]) -> Stood:
    head, count = row.pop("journal_head"), row.pop("journal_rows")
    return Stood(made_of(row), head, count)


async def spent(tokens: Sequence[str]) -> dict[str, tuple[UUID, str, str]]:
    """By token: the case, the transition that it caused, and the digest of what came with it."""
    within, value = among("token", [one for one in tokens if one], "text")
    rows = await Submission.raw(f'SELECT token, "case", move, digest FROM submission WHERE {within}', value)  # noqa: S608
    return {row["token"]: (UUID(str(row["case"])), row["move"], row["digest"]) for row in rows}


async def lock(cases: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Version and length of the chain of each by its id, which nobody else changes until the transaction is over.

    In the order of their ids, so that of two that overlap one waits for the other. SQLite holds its one writer's lock.
    """
    within, value = among("id", list(cases), "uuid")
    last = "" if bound.on_sqlite() else " ORDER BY id FOR UPDATE"
    rows = await Case.raw(f"SELECT id, version, journal_rows FROM case_ WHERE {within}{last}", value)  # noqa: S608
    return {str(row["id"]): (row["version"], row["journal_rows"]) for row in rows}


async def count_by_party(service: str, parties: Iterable[str], state: str, *, in_roster: bool) -> dict[str, int]:
    """How many cases of each of these parties are in this state. in_roster: they are counted as they come and go, but
    for those that have no place there yet; a hundred thousand can't be counted anew for each piece of them.
    """
    within, value = among("party", sorted(set(parties)), "text")
    here = f"service = {{}} AND state = {{}} AND {within}"
    counted = f"SELECT party, 1 AS n FROM case_ WHERE {here}"  # noqa: S608  # only our own names
    if in_roster:
        counted += (
            f" AND sort_name = '' AND party <> '' UNION ALL SELECT party, people AS n FROM roster_count WHERE {here}"  # noqa: S608
        )
    asked = (service, state, value) * (2 if in_roster else 1)
    rows = await Case.raw(f"SELECT party, SUM(n) AS cases FROM ({counted}) AS counted GROUP BY party", *asked)  # noqa: S608
    return {row["party"]: int(row["cases"]) for row in rows}


async def in_force(cases: Iterable[UUID]) -> dict[UUID, list[tuple[UUID, str]]]:
    """Ids and numbers of what was issued in each of these cases and is in force."""
    within, value = among('"case"', list(cases), "uuid")
    found = dict[UUID, list[tuple[UUID, str]]]()
    for row in await Issued.raw(
        f'SELECT id, "case", number FROM issued WHERE in_force = TRUE AND {within} ORDER BY issued_at',  # noqa: S608
        value,
    ):
        found.setdefault(UUID(str(row["case"])), []).append((UUID(str(row["id"])), row["number"]))
    return found


async def leased(cases: Iterable[UUID], moment: dt.datetime) -> set[UUID]:
    """Those of which somebody is at a decision just now."""
    within, value = among('"case"', list(cases), "uuid")
    rows = await CaseLease.raw(f'SELECT "case" FROM case_lease WHERE until > {{}} AND {within}', moment, value)  # noqa: S608
    return {UUID(str(row["case"])) for row in rows}


async def let_go(cases: Iterable[str], account: UUID) -> None:
    within, value = among('"case"', list(cases), "uuid")
    await CaseLease.raw(f"DELETE FROM case_lease WHERE account = {{}} AND {within}", account, value)  # noqa: S608


async def holder_names(parties: Iterable[str]) -> dict[str, str]:
    """As accounts and organisations have them; those without are left out."""
    keys = dict[str, list[str]]()
    for party in set(parties):
        keys.setdefault(party[:2], []).append(party[2:])
    found = dict[str, str]()
    named = "given_name, patronymic, surname"
    for kind, column, type_ in (("p:", "fin", "text"), ("a:", "id", "uuid")):
        wanted: list[Any] = keys.get(kind, [])
        within, value = among(column, [UUID(one) for one in wanted] if kind == "a:" else wanted, type_)
        rows = await Account.raw(f"SELECT {column}, {named} FROM account WHERE {within}", value) if wanted else []  # noqa: S608
        for row in rows:
            parts = (row["surname"], row["given_name"], row["patronymic"])
            found[f"{kind}{row[column]}"] = " ".join(part for part in parts if part)
    if wanted := keys.get("o:", []):
        within, value = among("voen", wanted, "text")
        rows = await Organisation.raw(f"SELECT voen, name FROM organisation WHERE {within}", value)  # noqa: S608
        found |= {f"o:{row['voen']}": str(row["name"]) for row in rows}
    return found


async def take_places(count: int) -> tuple[list[int], bytes]:
    """So many next numbers of the status lists, and the key that makes places of them. Inside the transaction."""
    if bound.on_sqlite():
        found: list[dict[str, Any]] = await StatusCounter.raw(
            "UPDATE status_counter SET next = next + {} WHERE id = 1 RETURNING next AS upto, key", count
        )
        upto = int(found[0]["upto"])
        return list(range(upto - count, upto)), bytes.fromhex(found[0]["key"])
    found = await StatusCounter.raw(
        "SELECT nextval('status_place') AS serial, key FROM status_counter, generate_series(1, {}) WHERE id = 1", count
    )
    return [int(row["serial"]) for row in found], bytes.fromhex(found[0]["key"])


async def end(issued: Iterable[UUID], moment: dt.datetime, by: str) -> None:
    """These attestations lose force. by: the transition's name, or "reissued"."""
    within, value = among("id", list(issued), "uuid")
    await Issued.raw(
        f"UPDATE issued SET in_force = FALSE, ended_at = {{}}, ended_by = {{}} WHERE {within}",  # noqa: S608
        moment,
        by,
        value,
    )


async def change(columns: Sequence[str], rows: Sequence[Row], table: type[Table] = Case) -> None:
    """rows: the id, then these columns of it."""
    if not rows:
        return
    name = table._meta.tablename
    if bound.on_sqlite():
        new = ", ".join(f'"{one}" = ?' for one in columns)
        ordered = ((*row[1:], row[0]) for row in rows)
        await _writer().execute_many(f"UPDATE {name} SET {new} WHERE id = ?", ordered)  # noqa: S608
        return
    types = ["uuid", *(_type(table, one) for one in columns)]
    new = ", ".join(f'"{one}" = v."{one}"' for one in columns)
    listed = ", ".join(f"${place}::{type_}[]" for place, type_ in enumerate(types, 1))
    named = ", ".join(f'"{one}"' for one in ("id", *columns))
    statement = f"UPDATE {name} SET {new} FROM unnest({listed}) AS v({named}) WHERE {name}.id = v.id"  # noqa: S608
    await _writer().execute(statement, *(list(values) for values in zip(*rows, strict=True)))


async def insert(table: type[Table], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Raises a unique violation as a plain insert does."""
    await insert_into(table._meta.tablename, columns, rows)


async def insert_into(name: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """The same of a table by its name, such as one that lasts for a transaction."""
    if not rows:
        return
    if bound.on_sqlite():
        named, marks = ", ".join(f'"{one}"' for one in columns), ", ".join("?" * len(columns))
        await _writer().execute_many(f"INSERT INTO {name} ({named}) VALUES ({marks})", rows)  # noqa: S608
    else:
        await _writer().copy_records_to_table(name, records=rows, columns=list(columns))


async def replace(table: type[Table], columns: Sequence[str], cases: Sequence[str], rows: Sequence[Row]) -> None:
    """Exactly these rows of these cases."""
    if cases:
        within, value = among('"case"', list(cases), "uuid")
        await table.raw(f"DELETE FROM {table._meta.tablename} WHERE {within}", value)  # noqa: S608
    await insert(table, columns, rows)


async def append(rows: Sequence[Row], values: Sequence[Row]) -> None:
    """Rows of the journal, and the personal values behind them; heads and counts stand on the cases."""
    await insert(JournalRow, JOURNAL, rows)
    await insert(JournalValue, VALUES, values)


async def keep_figures(cases: Sequence[str], rows: Sequence[Row]) -> None:
    await replace(CaseFigure, FIGURES, cases, rows)


async def keep_totals(cases: Sequence[str], rows: Sequence[Row]) -> None:
    await replace(CaseTotal, TOTALS, cases, rows)


async def spend(rows: Sequence[Row]) -> None:
    await insert(Submission, SUBMISSIONS, rows)


async def write_effects(rows: Sequence[Row]) -> None:
    await insert(Effect, EFFECTS, rows)


async def issue(rows: Sequence[Row], columns: Sequence[str]) -> None:
    await insert(Issued, columns, rows)


def _type(table: type[Table], name: str) -> str:
    return str(table._meta.get_column_by_name(name).column_type).lower()


def _writer() -> Any:
    """The connection of the transaction that we are in."""
    engine: Any = bound.engine()
    return engine.current_transaction.get().connection
