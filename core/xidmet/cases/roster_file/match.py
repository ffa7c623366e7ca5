"""Match the columns of a file to the questions about a person; then the worker reads every row."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from xidmet.auth import Actor
from xidmet.cases.roster_file.find import Found, found_file
from xidmet.cases.roster_file.states import MADE, MATCHING, READING
from xidmet.cases.rows_file.columns import fields_of
from xidmet.cases.rows_file.match import column_errors
from xidmet.cases.site import Site
from xidmet.contract.mistake import Mistake
from xidmet.errors import BadInput, Stale
from xidmet.language import Translator
from xidmet.store import roster_file as store
from xidmet.store import transaction
from xidmet.store.effects import Lane, write_effect

READ_KIND = "roster-file-read"


async def match(
    site: Site, actor: Actor, slug: str, file: UUID, columns: Sequence[str], version: int, words: Translator
) -> dict[int, Mistake]:
    """columns: the question of each column, "" for none. Returns what is wrong at which column (-1: at none of them);
    when nothing is, the reading begins. The same post twice begins it once. Raises Stale.
    """
    found = await found_file(site, actor, slug, file)
    chosen, known = list(columns), {one.name for one in fields_of(found.entry.part)}
    if len(chosen) != len(found.file.headers) or not set(chosen) <= known | {""}:
        raise BadInput
    if errors := column_errors(found.entry.part, chosen, words):
        return errors
    if found.file.state == READING and found.file.columns == chosen:
        return {}
    if found.file.version != version or found.file.state != MATCHING:
        raise Stale
    await _begin(found, chosen)
    site.wake.ring()
    return {}


async def _begin(found: Found, columns: list[str]) -> None:
    file = found.file
    async with transaction():
        if not await store.change(file.id, file.version, columns=columns, state=READING, done=0, problem=""):
            raise Stale
        await store.wait_again(file.id)
        payload = {"file": str(file.id), "version": file.version + 1}
        await write_effect(READ_KIND, payload, f"{READ_KIND}:{file.id}:{file.version + 1}", lane=Lane.LONG)


async def match_again(site: Site, actor: Actor, slug: str, file: UUID, version: int) -> None:
    """Back to the columns, while nobody was entered."""
    found = await found_file(site, actor, slug, file)
    if found.file.state == MATCHING:
        return
    if found.count(MADE):
        raise Stale
    async with transaction():
        if not await store.change(file, version, state=MATCHING, done=0):
            raise Stale
