"""Take the right rows into the draft: all of them or none, and each only once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.cases import kept_files
from xidmet.cases.rows_file.find import Found, found_file
from xidmet.cases.rows_file.reading import reader_of
from xidmet.cases.rows_file.states import OPEN, READY, RowState
from xidmet.cases.rows_file.twins import IN_DRAFT, Draft
from xidmet.cases.site import Site
from xidmet.contract.answers import ROW_ID
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import Refused, Stale
from xidmet.store import cases, transaction
from xidmet.store import rows_file as store
from xidmet.store.rows_file import Row


@dataclass(frozen=True)
class Taken:
    """added, replaced: rows of the draft. left: rows of the file that still must be mended or chosen."""

    added: int
    replaced: int
    left: int


async def take(site: Site, actor: Actor, number: str, field: str, file: UUID, version: int) -> Taken:
    """version: of the draft as the page showed it. A second press finds nothing to take and changes nothing.

    Raises Stale when the draft was changed meanwhile, Refused when there would be more rows than the form takes.
    """
    found = await found_file(site, actor, number, field, file)
    ready = await store.all_rows(file, READY)
    if not ready:
        return Taken(0, 0, _left(found))
    if found.case.version != version:
        raise Stale(number)
    draft = Draft(found.part, found.case.record.typed)
    again = await _twins_since(site, found, draft, ready)
    waiting = {row.number for row in again}
    rows, taken = _merged(draft, [row for row in ready if row.number not in waiting])
    _bounded(found, len(rows))
    left = _left(found) + sum(row.state == RowState.DIFFERS for row in again)
    taken = replace(taken, left=left)
    await _write(actor, found, rows, again, taken)
    if not left:
        await kept_files.drop_document(site, store.kept, found.file)
    return taken


def _left(found: Found) -> int:
    return sum(found.counts.get(state, 0) for state in OPEN)


async def _twins_since(site: Site, found: Found, draft: Draft, ready: Sequence[Row]) -> list[Row]:
    """Rows that were typed or taken into the draft since these were read: nobody has chosen between them yet."""
    new = [row for row in ready if row.state == RowState.RIGHT and row.key in draft.places]
    marks = await draft.marks(reader_of(site, found.case, found.part), [row.key for row in new])
    return [
        replace(row, state=RowState.REPEAT if marks[row.key] == row.mark else RowState.DIFFERS, twin=IN_DRAFT)
        for row in new
    ]


def _merged(draft: Draft, ready: Sequence[Row]) -> tuple[list[Any], Taken]:
    """The draft's rows with these; one with a known key takes the place, and the name, of the one before."""
    rows, places = list(draft.rows), dict(draft.places)
    replaced = 0
    for row in ready:
        at = places.get(row.key) if row.key else None
        if at is None:
            places[row.key or f"\0{row.number}"] = len(rows)
            rows.append({**row.typed, ROW_ID: _name(row)})
        else:
            replaced += 1
            before = rows[at]
            rows[at] = {
                **row.typed,
                ROW_ID: before.get(ROW_ID, _name(row)) if isinstance(before, Mapping) else _name(row),
            }
    return rows, Taken(len(rows) - len(draft.rows), replaced, 0)


def _name(row: Row) -> str:
    """Stable, and no other row's: the file's and the row's own."""
    return f"f{row.file.hex[:8]}n{row.number}"


def _bounded(found: Found, count: int) -> None:
    _least, most = found.part.rows or (0, 0)
    if count > most:
        raise Refused(
            Refusal(
                why=_("The form takes at most {most} rows; with these there would be {count}."),
                mend=_("Leave some rows out, or remove some that are in the application already."),
                most=most,
                count=count,
            )
        )


async def _write(actor: Actor, found: Found, rows: list[Any], again: Sequence[Row], taken: Taken) -> None:
    file, case = found.file, found.case
    typed = {**case.record.typed, file.field: rows}
    facts: dict[str, str | int | bool | None] = {
        "field": file.field,
        "added": taken.added,
        "replaced": taken.replaced,
        "left": taken.left,
        **actor.marks,
    }
    async with transaction():
        if not await cases.change(case.record.id, case.version, clock.now(), typed=typed):
            raise Stale(case.number)
        if not await store.change(file.id, file.version):
            raise Stale(case.number)
        for row in again:
            await store.keep_row(row)
        await store.set_state(file.id, READY, RowState.TAKEN)
        await journal.append(case.record.id, "rows-taken", facts, {**actor.signature, "file": file.name})
