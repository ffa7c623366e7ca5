"""Match the columns of a file to the fields of a row; then the worker reads every row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from xidmet.auth import Actor
from xidmet.cases.rows_file.columns import columns_of, fields_of
from xidmet.cases.rows_file.find import Found, found_file
from xidmet.cases.rows_file.states import MATCHING, READING, RowState
from xidmet.cases.site import Site
from xidmet.contract.form import Part
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import BadInput, Stale
from xidmet.language import Translator
from xidmet.store import rows_file as store
from xidmet.store import transaction
from xidmet.store.effects import Lane, write_effect


async def match(
    site: Site,
    actor: Actor,
    number: str,
    field: str,
    file: UUID,
    columns: Sequence[str],
    version: int,
    words: Translator,
) -> dict[int, Mistake]:
    """columns: the field of each column, "" for none. Returns what is wrong at which column (-1: at none of them);
    when nothing is, the reading begins. The same post twice begins it once. Raises Stale.
    """
    found = await found_file(site, actor, number, field, file)
    chosen = list(columns)
    known = {one.name for one in fields_of(found.part)}
    if len(chosen) != len(found.file.headers) or not set(chosen) <= known | {""}:
        raise BadInput
    errors = column_errors(found.part, chosen, words)
    if errors:
        return errors
    if found.file.state == READING and found.file.columns == chosen:
        return {}
    if found.file.version != version or found.counts.get(RowState.TAKEN):
        raise Stale(number)
    await _begin(found, chosen)
    site.wake.ring()
    return {}


def column_errors(part: Part[Any], chosen: list[str], words: Translator) -> dict[int, Mistake]:
    """By the place of the column; -1 for what is wrong with none of them."""
    errors, labels = dict[int, Mistake](), {one.field.name: one.label for one in columns_of(part, words)}
    for place, name in enumerate(chosen):
        if name and name in chosen[:place]:
            errors[place] = Mistake(
                _("“{column}” is chosen for two columns. Choose it for one."), {"column": labels[name]}
            )
    missing = [one.label for one in columns_of(part, words) if one.needed and one.field.name not in chosen]
    if missing:
        said = _("No column is chosen for: {columns}. Without it no row can be right.")
        errors[-1] = Mistake(said, {"columns": ", ".join(missing)})
    return errors


async def _begin(found: Found, columns: list[str]) -> None:
    file = found.file
    async with transaction():
        if not await store.change(file.id, file.version, columns=columns, state=READING, done=0, problem=""):
            raise Stale(found.case.number)
        await store.remove_rows(file.id)
        payload = {"file": str(file.id), "version": file.version + 1}
        once = f"rows:{file.id}:{file.version + 1}"
        await write_effect("rows", payload, once, case=found.case.record.id, lane=Lane.LONG)


async def match_again(site: Site, actor: Actor, number: str, field: str, file: UUID, version: int) -> None:
    """Back to the columns, while nothing was taken."""
    found = await found_file(site, actor, number, field, file)
    if found.counts.get(RowState.TAKEN):
        raise Stale(number)
    if found.file.state == MATCHING:
        return
    async with transaction():
        if not await store.change(file, version, state=MATCHING, done=0):
            raise Stale(number)
        await store.remove_rows(file)
