"""Rows of registers that are kept here: demonstration data, code lists, tables an agency edits."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from piccolo.query.functions.aggregate import Count, Max

from xidmet import clock
from xidmet.canonical_json import from_json
from xidmet.language import fold
from xidmet.store.bound import among
from xidmet.store.tables import RegisterRow


@dataclass(frozen=True)
class Row:
    """about: the party it is about, if any. texts: what it is found by. version: of the code list it stands in."""

    key: str
    about: str
    row: dict[str, Any]
    texts: str
    version: str = ""


PERIODS = 40  # rows with one key: about several parties, or in force at several times


@dataclass(frozen=True)
class Mark:
    """What changes whenever a register does."""

    rows: int
    changed_at: dt.datetime | None


@dataclass(frozen=True)
class FoundBy:
    """A row and the folded texts it is found by."""

    row: dict[str, Any]
    folded: str


APART = "¦"  # in a row's texts, before each further name for it
KEYS_AT_ONCE = 500  # SQLite takes 999 parameters in one statement
ROWS_AT_ONCE = 100  # eight parameters a row


async def keep(register: str, key: str, about: str, row: dict[str, Any], texts: str) -> bool:
    """Put a row in, or in the place of the one with its key; True when that changed something."""
    where = (RegisterRow.register == register) & (RegisterRow.key == key) & (RegisterRow.about == about)
    data = json.dumps(row, ensure_ascii=False, sort_keys=True)
    known = await RegisterRow.select(RegisterRow.row).where(where).first()
    if known is None:
        await RegisterRow.insert(
            RegisterRow(
                id=uuid4(),
                register=register,
                key=key,
                about=about,
                row=data,
                folded=fold(texts),
                changed_at=clock.now(),
            )
        )
        return True
    if json.loads(known["row"]) == row:
        return False
    await RegisterRow.update(
        {RegisterRow.row: data, RegisterRow.folded: fold(texts), RegisterRow.changed_at: clock.now()}
    ).where(where)
    return True


async def has_rows(register: str) -> bool:
    return bool(await RegisterRow.exists().where(RegisterRow.register == register))


async def versions(register: str) -> dict[str, int]:
    """How many rows of each version there are."""
    rows = (
        await RegisterRow.select(RegisterRow.version, Count())
        .where(RegisterRow.register == register)
        .group_by(RegisterRow.version)
    )
    return {row["version"]: row["count"] for row in rows}


async def replace_version(register: str, version: str, rows: list[Row]) -> None:
    """Exactly these rows under this version. Call it inside a transaction."""
    await RegisterRow.delete().where((RegisterRow.register == register) & (RegisterRow.version == version))
    moment = clock.now()
    made = [
        RegisterRow(
            id=uuid4(),
            register=register,
            key=one.key,
            about=one.about,
            row=json.dumps(one.row, ensure_ascii=False, sort_keys=True),
            folded=fold(one.texts),
            version=version,
            changed_at=moment,
        )
        for one in rows
    ]
    for start in range(0, len(made), ROWS_AT_ONCE):
        await RegisterRow.insert(*made[start : start + ROWS_AT_ONCE])


async def end_versions(register: str, without: str, last: dt.date) -> int:
    """The rows of other versions that have no end yet end on this day; how many. Call it inside a transaction."""
    rows = await RegisterRow.select(RegisterRow.id, RegisterRow.row).where(
        (RegisterRow.register == register) & (RegisterRow.version != without)
    )
    count = 0
    for one in rows:
        row = json.loads(one["row"])
        if row.get("until") is None:
            data = json.dumps({**row, "until": last.isoformat()}, ensure_ascii=False, sort_keys=True)
            await RegisterRow.update({RegisterRow.row: data}).where(RegisterRow.id == one["id"])
            count += 1
    return count


async def about(register: str, party: str, limit: int = 500) -> list[dict[str, Any]]:
    """The rows about a party."""
    return await _rows((RegisterRow.register == register) & (RegisterRow.about == party), limit)


async def about_each(register: str, parties: list[str]) -> dict[str, list[dict[str, Any]]]:
    """The rows about each of several parties."""
    found: dict[str, list[dict[str, Any]]] = {}
    for start in range(0, len(parties), KEYS_AT_ONCE):
        part = parties[start : start + KEYS_AT_ONCE]
        where = (RegisterRow.register == register) & RegisterRow.about.is_in(part)
        for row in await RegisterRow.select(RegisterRow.about, RegisterRow.row).where(where).order_by(RegisterRow.key):
            found.setdefault(row["about"], []).append(json.loads(row["row"]))
    return found


async def by_keys(register: str, keys: list[str]) -> list[dict[str, Any]]:
    """The rows with these keys; more than one a key where it is unique for each party, or each time, only."""
    found: list[dict[str, Any]] = []
    for start in range(0, len(keys), KEYS_AT_ONCE):
        within, part = among("key", keys[start : start + KEYS_AT_ONCE], "text")
        found += await RegisterRow.raw(
            f'SELECT "row" FROM register_row WHERE register = {{}} AND {within} ORDER BY key LIMIT {{}}',  # noqa: S608
            register,
            part,
            PERIODS * len(keys),
        )
    return [from_json(one["row"]) for one in found]


async def some(register: str, limit: int) -> list[dict[str, Any]]:
    return await _rows(RegisterRow.register == register, limit)


async def mark(register: str) -> Mark:
    found = (
        await RegisterRow.select(Count(), Max(RegisterRow.changed_at)).where(RegisterRow.register == register).first()
    )
    assert found is not None  # an aggregate always has a row
    return Mark(found["count"], found["max"])


async def found_by(register: str) -> list[FoundBy]:
    """Every row: only for registers that are small, as code lists are."""
    rows = (
        await RegisterRow.select(RegisterRow.row, RegisterRow.folded)
        .where(RegisterRow.register == register)
        .order_by(RegisterRow.key)
    )
    return [FoundBy(json.loads(row["row"]), row["folded"]) for row in rows]


async def search(register: str, text: str, limit: int) -> list[dict[str, Any]]:
    """Rows in which every word of the text occurs, whatever its letters' marks."""
    where: Any = RegisterRow.register == register
    for word in fold(text).split()[:8]:
        where = where & RegisterRow.folded.like(f"%{_literal(word)}%")
    return await _rows(where, limit)


def _literal(word: str) -> str:
    """LIKE's own signs are left out: neither engine escapes them alike, and no name needs them."""
    return word.replace("%", "").replace("_", "").replace("\\", "")


async def _rows(where: Any, limit: int) -> list[dict[str, Any]]:
    found = await RegisterRow.select(RegisterRow.row).where(where).order_by(RegisterRow.key).limit(limit)
    return [from_json(row["row"]) for row in found]
