"""Mend rows in the page: typed anew, left out, brought back, or chosen between two with the same key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from xidmet.auth import Actor
from xidmet.cases.rows_file.columns import in_cell
from xidmet.cases.rows_file.find import Found, found_file
from xidmet.cases.rows_file.mistakes import kept
from xidmet.cases.rows_file.reading import RowReader, reader_of
from xidmet.cases.rows_file.states import CHOICES, LEFT_OUT, OPEN, READ, RowState
from xidmet.cases.rows_file.twins import Draft, judged
from xidmet.cases.site import Site
from xidmet.contract.answers import SURE
from xidmet.contract.mistake import Mistake
from xidmet.errors import RegisterDown, Stale
from xidmet.store import rows_file as store
from xidmet.store import transaction
from xidmet.store.kept_rows import KeptRow
from xidmet.store.rows_file import Row


@dataclass(frozen=True)
class Mended:
    """What the page says about one row. choice: keep, replace or "". sure: fields whose doubtful answer stands."""

    typed: Mapping[str, str] = field(default_factory=dict)
    out: bool = False
    back: bool = False
    choice: str = ""
    sure: frozenset[str] = frozenset()


async def mend(
    site: Site, actor: Actor, number: str, file_field: str, file: UUID, given: Mapping[int, Mended], version: int
) -> None:
    """given: by the row's number. What is mended is read at once. The same page sent twice changes nothing the second
    time. Raises Stale; RegisterDown, and then what was typed is kept.
    """
    found = await found_file(site, actor, number, file_field, file)
    if found.file.state != READ:
        raise Stale(number)
    before = [row for row in await store.by_numbers(file, sorted(given)) if row.state in (*OPEN, *LEFT_OUT)]
    reader, draft = reader_of(site, found.case, found.part), Draft(found.part, found.case.record.typed)
    down: RegisterDown | None = None
    try:
        after = await _mended(reader, draft, found, before, given)
    except RegisterDown as error:
        down, after = error, [_unread(row, given[row.number], error) for row in before]
    changed = [new for old, new in zip(before, after, strict=True) if new != old]
    if not changed:
        return
    if found.file.version != version:
        raise Stale(number)
    if down is None:
        changed += await _followers(reader, draft, found, changed)
    async with transaction():
        if not await store.change(file, version):
            raise Stale(number)
        for row in changed:
            await store.keep_row(row)
    if down is not None:
        raise down


def _unread(row: Row, said: Mended, down: RegisterDown) -> Row:
    """As it was typed; what is wrong with it nobody can say just now."""
    if row.state != RowState.WRONG or not said.typed:
        return row
    return replace(row, typed=cells_of(row, said), errors=kept({"": Mistake(down.why, {"register": down.register})}))


async def _mended(
    reader: RowReader, draft: Draft, found: Found, rows: Sequence[Row], given: Mapping[int, Mended]
) -> list[Row]:
    """Chosen or left out, or else read anew with what was typed."""
    after = {row.number: _decided(row, given[row.number]) for row in rows}
    typed = [row for row in rows if after[row.number] is row and _read_anew(row, given[row.number])]
    for new in await _read(reader, draft, found.file.id, typed, given):
        after[new.number] = new
    return [after[row.number] for row in rows]


def _decided(row: Row, said: Mended) -> Row:
    if said.out and row.state in OPEN:
        return replace(row, state=RowState.OUT)
    if row.state == RowState.DIFFERS and said.choice in CHOICES:
        return replace(row, state=CHOICES[said.choice])
    return row


def _read_anew(row: Row, said: Mended) -> bool:
    return said.back if row.state in LEFT_OUT else row.state == RowState.WRONG and bool(said.typed)


async def _read(
    reader: RowReader, draft: Draft, file: UUID, rows: Sequence[Row], given: Mapping[int, Mended]
) -> list[Row]:
    understood = await reader.read([cells_of(row, given.get(row.number, Mended())) for row in rows])
    numbered = [(row.number, one) for row, one in zip(rows, understood, strict=True)]
    states = await judged(reader, draft, file, numbered)
    return [
        replace(
            row,
            typed=one.typed,
            errors=kept(one.errors),
            state=state.state,
            key=one.key,
            mark=one.mark,
            twin=state.twin,
        )
        for row, one, state in zip(rows, understood, states, strict=True)
    ]


def cells_of(row: KeptRow, said: Mended) -> dict[str, str]:
    """The row as it was, with what was typed; a doubt that stands is kept beside the very text it is about."""
    was = {name: value for name, value in row.typed.items() if not name.endswith(SURE)}
    texts = {name: in_cell(value) if isinstance(value, list) else str(value) for name, value in was.items()}
    texts |= said.typed
    return texts | {f"{name}{SURE}": texts[name] for name in said.sure if name in texts}


async def _followers(reader: RowReader, draft: Draft, found: Found, changed: Sequence[Row]) -> list[Row]:
    """Rows that only repeated one which is left out or has another key now: they stand for themselves again."""
    numbers = {row.number for row in changed}
    gone = {row.number for row in changed if row.state in LEFT_OUT}
    old = await store.by_keys(found.file.id, sorted({row.key for row in changed if row.key and row.number in gone}))
    theirs = [row for row in old if row.twin in gone and row.number not in numbers]
    waiting = [row for row in theirs if row.state in (RowState.REPEAT, RowState.DIFFERS)]
    return await _read(reader, draft, found.file.id, waiting, {})
