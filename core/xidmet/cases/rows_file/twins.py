"""Rows with the same key: within the file, and in the draft already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xidmet.cases.rows_file.meaning import key_of
from xidmet.cases.rows_file.reading import RowReader, Understood
from xidmet.cases.rows_file.states import STANDING, RowState
from xidmet.contract.form import Part
from xidmet.store import rows_file as store

IN_DRAFT = 0  # the number of a twin that is no row of the file


@dataclass(frozen=True)
class Judged:
    state: RowState
    twin: int | None = None


class Draft:
    """The rows that are in the draft already, by key."""

    def __init__(self, part: Part[Any], typed: Mapping[str, Any]) -> None:
        given = typed.get(part.name)
        self.rows: list[Any] = list(given) if isinstance(given, list) else []
        self.places = dict[str, int]()
        if part.key is not None:
            for place, row in enumerate(self.rows):
                key = key_of(part, row) if isinstance(row, Mapping) else ""
                if key:
                    self.places.setdefault(key, place)

    async def marks(self, reader: RowReader, keys: Sequence[str]) -> dict[str, str]:
        """Of the rows with these keys: what was understood of each."""
        mine = [key for key in dict.fromkeys(keys) if key in self.places]
        understood = await reader.understand([self.rows[self.places[key]] for key in mine])
        return {key: one.mark for key, one in zip(mine, understood, strict=True)}


async def judged(reader: RowReader, draft: Draft, file: UUID, rows: Sequence[tuple[int, Understood]]) -> list[Judged]:
    """Where each row (number, what was understood) stands. Raises RegisterDown."""
    keys = [one.key for _number, one in rows if one.key and not one.errors]
    here = {number for number, _one in rows}
    seen = {key: (IN_DRAFT, mark) for key, mark in (await draft.marks(reader, keys)).items()}
    for row in await store.by_keys(file, keys):
        if row.state in STANDING and row.number not in here:
            seen.setdefault(row.key, (row.number, row.mark))
    return [beside(number, one, seen) for number, one in rows]


def beside(number: int, one: Understood, seen: dict[str, tuple[int, str]]) -> Judged:
    """seen: key -> number and mark of the first row that has it; this one is added."""
    if one.errors:
        return Judged(RowState.WRONG)
    twin, mark = seen.setdefault(one.key, (number, one.mark)) if one.key else (number, one.mark)
    if twin == number:
        return Judged(RowState.RIGHT)
    return Judged(RowState.REPEAT if mark == one.mark else RowState.DIFFERS, twin)
