"""The draft, the question and the file: only among those this person may change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xidmet.auth import Actor
from xidmet.cases.case import Case
from xidmet.cases.find import case_for
from xidmet.cases.opened import may_fill
from xidmet.cases.rows_file.columns import comes_from_file
from xidmet.cases.rows_file.twins import Draft
from xidmet.cases.site import Site
from xidmet.contract.form import Part
from xidmet.contract.hidden import without_hidden
from xidmet.errors import NotFound
from xidmet.store import rows_file as store
from xidmet.store.rows_file import File, Row


@dataclass(frozen=True)
class Found:
    """counts: how many rows are in each state."""

    case: Case
    part: Part[Any]
    file: File
    counts: dict[str, int]


async def the_part(site: Site, actor: Actor, number: str, field: str) -> tuple[Case, Part[Any]]:
    """The draft and its question whose rows may come from a file. Raises NotFound, NotAllowed."""
    case = await case_for(site, actor, number)
    may_fill(actor, case)
    part = case.service.form.fields.get(field)
    if not isinstance(part, Part) or not comes_from_file(part) or _hidden(case, part):
        raise NotFound
    return case, part


def _hidden(case: Case, part: Part[Any]) -> bool:
    """By the answers of the draft; its own rows, of which there may be many, say nothing about that."""
    if part.condition is None:
        return False
    plain = {name: value for name, value in case.record.typed.items() if not isinstance(value, list)}
    return part.name not in without_hidden(case.service.form, {**plain, part.name: []})


async def found_file(site: Site, actor: Actor, number: str, field: str, file: UUID) -> Found:
    case, part = await the_part(site, actor, number, field)
    found = await store.by_id(file)
    if found is None or (found.case, found.field) != (case.record.id, field):
        raise NotFound
    return Found(case, part, found, await store.counts(file))


async def twins_of(found: Found, rows: Sequence[Row]) -> dict[int, Mapping[str, Any]]:
    """For each of these rows the other one with its key, as it is typed; by the number of the row."""
    draft = Draft(found.part, found.case.record.typed)
    others = {one.number: one for one in await store.by_numbers(found.file.id, [row.twin for row in rows if row.twin])}
    twins = dict[int, Mapping[str, Any]]()
    for row in rows:
        if row.twin in others:
            twins[row.number] = others[row.twin].typed
        elif row.key in draft.places:
            twins[row.number] = draft.rows[draft.places[row.key]]
    return twins


async def files_of(case: Case, field: str) -> list[File]:
    """The files for one question of a draft, the newest first."""
    return await store.of_case(case.record.id, field)


async def rows_of(file: File, states: Sequence[str], limit: int, offset: int) -> list[Row]:
    """Rows in these states, in the order of the file."""
    return await store.rows(file.id, states, limit, offset)
