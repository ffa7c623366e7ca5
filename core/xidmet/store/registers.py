"""Rows of registers that are kept here: demonstration data, code lists, tables an agency edits."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from xidmet import clock
from xidmet.language import fold
from xidmet.store.tables import RegisterRow

KEYS_AT_ONCE = 500  # SQLite takes 999 parameters in one statement


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


async def remove(register: str, key: str) -> None:
    await RegisterRow.delete().where((RegisterRow.register == register) & (RegisterRow.key == key))


async def about(register: str, party: str, limit: int = 500) -> list[dict[str, Any]]:
    """The rows about a party."""
    return await _rows((RegisterRow.register == register) & (RegisterRow.about == party), limit)


async def by_keys(register: str, keys: list[str]) -> list[dict[str, Any]]:
    """The rows with these keys; more than one a key where it is unique for each party only."""
    found: list[dict[str, Any]] = []
    for start in range(0, len(keys), KEYS_AT_ONCE):
        part = keys[start : start + KEYS_AT_ONCE]
        found += await _rows((RegisterRow.register == register) & RegisterRow.key.is_in(part), 2 * len(part))
    return found


async def some(register: str, limit: int) -> list[dict[str, Any]]:
    return await _rows(RegisterRow.register == register, limit)


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
    return [json.loads(row["row"]) for row in found]
