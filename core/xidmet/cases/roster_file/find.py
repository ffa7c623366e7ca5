"""The roster's files: only for those who may enter people into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from xidmet.auth import Actor
from xidmet.cases.roster_file.entry import Entry, entry_of
from xidmet.cases.site import Site
from xidmet.errors import NotFound
from xidmet.store import roster_file as store
from xidmet.store.roster_file import File, Row


@dataclass(frozen=True)
class Found:
    """counts: how many rows are in each state."""

    entry: Entry
    file: File
    counts: dict[str, int]

    def count(self, states: Sequence[str]) -> int:
        return sum(self.counts.get(state, 0) for state in states)


async def found_file(site: Site, actor: Actor, slug: str, file: UUID) -> Found:
    entry = entry_of(site, actor, slug)
    found = await store.by_id(file)
    if found is None or (found.party, found.service) != (entry.party, slug):
        raise NotFound
    return Found(entry, found, await store.counts(file))


async def files_of(entry: Entry) -> list[File]:
    """The newest first."""
    return await store.of_party(entry.party, entry.service.slug)


async def rows_behind(file: File, states: Sequence[str], number: int, limit: int) -> list[Row]:
    """The same behind the row with this number; of any state when none is given."""
    return await store.rows_after(file.id, states, number, limit)


async def rows_of(file: File, states: Sequence[str], limit: int, offset: int) -> list[Row]:
    """Rows in these states, in the order of the file."""
    return await store.rows(file.id, states, limit, offset)
