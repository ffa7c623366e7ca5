"""Rows of the tables that agencies keep here, with the id under which each of them stands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from xidmet import clock
from xidmet.language import fold
from xidmet.store.tables import RegisterRow

MOST = 2_000  # rows of one table; a longer one is no table that people keep by hand


@dataclass(frozen=True)
class Standing:
    """A row as it stands in the store."""

    id: UUID
    register: str
    key: str
    row: dict[str, Any]


async def rows_of(registers: Sequence[str]) -> list[Standing]:
    """Every row of these, whenever it is in force."""
    if not registers:
        return []
    columns = (RegisterRow.id, RegisterRow.register, RegisterRow.key, RegisterRow.row)
    rows = RegisterRow.select(*columns).where(RegisterRow.register.is_in(list(registers))).order_by(RegisterRow.key)
    found = await rows.limit(MOST * len(registers))
    return [Standing(row["id"], row["register"], row["key"], json.loads(row["row"])) for row in found]


async def add(register: str, key: str, row: dict[str, Any], texts: str, version: str) -> None:
    """version: tells it from other rows with its key, which are in force at other times."""
    made = RegisterRow(id=uuid4(), register=register, key=key, about="", version=version, changed_at=clock.now())
    made.row, made.folded = _json(row), fold(texts)
    await RegisterRow.insert(made)


async def put(wanted: UUID, row: dict[str, Any], texts: str) -> None:
    """In the place of what the row was."""
    await RegisterRow.update(
        {RegisterRow.row: _json(row), RegisterRow.folded: fold(texts), RegisterRow.changed_at: clock.now()}
    ).where(RegisterRow.id == wanted)


async def take_out(wanted: UUID) -> None:
    await RegisterRow.delete().where(RegisterRow.id == wanted)


def _json(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True)
