"""Mend rows in the page: typed anew, left out, brought back, or chosen between two about the same person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from xidmet.auth import Actor
from xidmet.cases.roster_file.find import Found, found_file
from xidmet.cases.roster_file.judge import Judge
from xidmet.cases.roster_file.states import MADE, OPEN, READ, TYPED_ANEW, RowState
from xidmet.cases.rows_file.mend import Mended, cells_of
from xidmet.cases.rows_file.mistakes import kept
from xidmet.cases.site import Site
from xidmet.contract.mistake import Mistake
from xidmet.errors import RegisterDown, Stale
from xidmet.store import roster_file as store
from xidmet.store import transaction
from xidmet.store.roster_file import Row

REPLACE = "replace"
MAY_GO = (*OPEN, RowState.RIGHT)  # may be left out


async def mend(site: Site, actor: Actor, slug: str, file: UUID, given: Mapping[int, Mended], version: int) -> None:
    """given: by the row's number. What is mended is read at once. The same page sent twice changes nothing the second
    time. Raises Stale; RegisterDown, and then what was typed is kept.
    """
    found = await found_file(site, actor, slug, file)
    if found.file.state != READ:
        raise Stale
    before = [row for row in await store.by_numbers(file, sorted(given)) if row.state in (*MAY_GO, RowState.OUT)]
    changed, down = await _changed(site, found, before, given)
    if not changed:
        return
    if found.file.version != version:
        raise Stale
    async with transaction():
        if not await store.change(file, version):
            raise Stale
        for row in changed:
            await store.keep_row(row)
    if down is None:
        await _follow(site, found, changed)
    else:
        raise down


async def _changed(
    site: Site, found: Found, before: Sequence[Row], given: Mapping[int, Mended]
) -> tuple[list[Row], RegisterDown | None]:
    judge, decided = Judge(site, found.entry), await _decided(found.file.id, before, given)
    anew = [row for row in before if row.number not in decided and _read_anew(row, given[row.number])]
    try:
        read = await judge.read(found.file.id, anew, [cells_of(row, given[row.number]) for row in anew])
    except RegisterDown as error:
        return [*decided.values(), *(_unread(row, given[row.number], error) for row in anew)], error
    return [*decided.values(), *(new for old, new in zip(anew, read, strict=True) if new != old)], None


async def _decided(file: UUID, before: Sequence[Row], given: Mapping[int, Mended]) -> dict[int, Row]:
    """Left out, or put in the place of the other row about the same person, which is left out then."""
    after = dict[int, Row]()
    for row in before:
        wanted = given[row.number]
        if wanted.out and row.state in MAY_GO:
            after[row.number] = replace(row, state=RowState.OUT)
        elif row.state == RowState.DIFFERS and wanted.choice == REPLACE:
            for twin in await store.by_numbers(file, [row.twin] if row.twin else []):
                if twin.state not in MADE:
                    after[twin.number] = replace(twin, state=RowState.OUT)
                    after[row.number] = replace(row, state=RowState.RIGHT, twin=None)
        elif row.state == RowState.DIFFERS and wanted.choice:
            after[row.number] = replace(row, state=RowState.OUT)
    return after


def _read_anew(row: Row, said: Mended) -> bool:
    return said.back if row.state == RowState.OUT else row.state in TYPED_ANEW and bool(said.typed)


def _unread(row: Row, said: Mended, down: RegisterDown) -> Row:
    """As it was typed; what is wrong with it nobody can say just now."""
    if not said.typed:
        return row
    errors = kept({"": Mistake(down.why, {"register": down.register})})
    return replace(row, state=RowState.WRONG, typed=cells_of(row, said), errors=errors)


async def _follow(site: Site, found: Found, changed: Sequence[Row]) -> None:
    """Rows that only repeated one which is left out, or is about somebody else now, stand for themselves again."""
    moved = {row.number for row in changed}
    keys = sorted({row.key for row in changed if row.key and row.state == RowState.OUT})
    others = [row for row in await store.by_keys(found.file.id, keys) if row.number not in moved]
    waiting = [row for row in others if row.state in (RowState.REPEAT, RowState.DIFFERS) and row.twin in moved]
    read = await Judge(site, found.entry).read(found.file.id, waiting, [cells_of(row, Mended()) for row in waiting])
    async with transaction():
        for row in read:
            await store.keep_row(row)
