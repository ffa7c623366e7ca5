"""People as a program sends them: rows in place of a file, read and entered by the same worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4, uuid5

from xidmet import clock
from xidmet.auth import Actor, throttle
from xidmet.cases.once import USED_ELSEWHERE
from xidmet.cases.roster_file.enter import whoever
from xidmet.cases.roster_file.entry import Entry, entry_of
from xidmet.cases.roster_file.match import READ_KIND
from xidmet.cases.roster_file.states import READING, RowState
from xidmet.cases.rows_file.columns import fields_of
from xidmet.cases.site import Site
from xidmet.errors import UsedElsewhere
from xidmet.store import roster_file as store
from xidmet.store import transaction
from xidmet.store.bound import is_unique_violation
from xidmet.store.effects import Lane, write_effect
from xidmet.store.roster_file import File, Row

SPACE = UUID("6b0f5f3c-0f60-4e0b-9a1c-2f1d3a7b9e40")  # in which ids are made of keys
LONGEST_CELL = 10_000  # characters
PUT_AWAY = 200  # rows in one insert


async def keep_rows(
    site: Site, actor: Actor, slug: str, rows: Sequence[Mapping[str, str]], *, key: str, digest: str, enters: bool
) -> File:
    """rows: texts by question, as they would stand in cells. key: the same one again gives the first result. digest: of
    all that was sent. enters: the right rows are entered when all were read; otherwise that is asked for apart.

    Raises NotFound, Refused for who may not, UsedElsewhere for a key that came with something else, TooMany.
    """
    entry = entry_of(site, actor, slug)
    wanted = uuid5(SPACE, f"{entry.party}\n{slug}\n{key}")
    if first := await store.by_id(wanted):
        return _same(first, digest)
    await throttle.take(throttle.LISTS, str(actor.account))
    file = _file(entry, actor, wanted, len(rows), digest, enters=enters)
    try:
        async with transaction():
            await store.add(file)
            for start in range(0, len(rows), PUT_AWAY):
                piece = rows[start : start + PUT_AWAY]
                await store.add_rows([_row(file, start + n, one) for n, one in enumerate(piece, 1)])
            payload = {"file": str(wanted), "version": 1, "then": whoever(actor) if enters else None}
            await write_effect(READ_KIND, payload, f"{READ_KIND}:{wanted}:1", lane=Lane.LONG)
    except Exception as error:
        first = await store.by_id(wanted) if is_unique_violation(error) else None
        if first is None:
            raise
        return _same(first, digest)
    site.wake.ring()
    return file


def _same(first: File, digest: str) -> File:
    if first.digest != digest:
        raise UsedElsewhere(USED_ELSEWHERE)
    return first


def _file(entry: Entry, actor: Actor, wanted: UUID, total: int, digest: str, *, enters: bool) -> File:
    names = [one.name for one in fields_of(entry.part)]
    by = actor.program.name if actor.program else actor.name
    return File(
        id=wanted,
        service=entry.service.slug,
        party=entry.party,
        account=actor.account,
        sent_by=by,
        name=by,
        document=None,
        state=READING,
        headers=names,
        samples=[],
        columns=list(names),
        total=total,
        done=0,
        version=1,
        problem="",
        created_at=clock.now(),
        digest=digest,
        enters=enters,
    )


def _row(file: File, number: int, said: Mapping[str, str]) -> Row:
    return Row(
        id=uuid4(),
        file=file.id,
        number=number,
        cells=[said.get(name, "") for name in file.columns],
        typed={},
        errors={},
        state=RowState.WAITS,
        key="",
        mark="",
        twin=None,
    )
