"""Files that a move asks for, by machine: each request keeps its file once; of a question for one the last stays."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

from xidmet.auth import Actor
from xidmet.cases import move_files
from xidmet.cases.attach import Spent
from xidmet.cases.attach_once import kept_once
from xidmet.cases.case import Case
from xidmet.cases.find import case_for
from xidmet.cases.move_files import waiting_of
from xidmet.cases.site import Site
from xidmet.contract.states import Transition
from xidmet.contract.uploads import upload_at
from xidmet.documents import Stored
from xidmet.errors import NotFound
from xidmet.store import documents
from xidmet.store.move_files import Waiting


async def keep_once(
    site: Site, actor: Actor, number: str, name: str, path: str, source: AsyncIterator[bytes], file: str, key: str
) -> Stored:
    """Like move_files.keep. key: what the machine calls this request; the same one with the same file finds the first.

    Raises besides UsedElsewhere, and Refused when the file of this key was removed since.
    """
    case, transition = await _found(site, actor, number, name)

    async def keep(pieces: AsyncIterator[bytes], spent: Spent) -> Stored:
        there = [one for one in await waiting_of(actor, case, transition) if one.path == path]
        stored = await move_files.keep(site, actor, number, name, path, pieces, file, len(there), spent)
        field = upload_at(transition.asks, path) if transition.asks else None
        for one in there if field is not None and not field.rows else ():
            await move_files.remove(site, one.stored)
        return stored

    async def find(document: UUID) -> Stored:
        waiting = (await move_files.mine(actor, case, transition)).get(str(document))
        stored = waiting or await documents.document(document)
        if stored is None or stored.case != case.record.id:
            raise NotFound
        return stored

    return await kept_once(case, f"{name}/{path}", source, key, keep, find)


async def listed(site: Site, actor: Actor, number: str, name: str) -> tuple[Case, list[Waiting]]:
    """What this person added to a move and has not given yet. Raises NotFound."""
    case, transition = await _found(site, actor, number, name)
    return case, await waiting_of(actor, case, transition)


async def _found(site: Site, actor: Actor, number: str, name: str) -> tuple[Case, Transition]:
    case = await case_for(site, actor, number)
    transition = case.service.transition(name)
    if transition is None or not transition.by:
        raise NotFound
    return case, transition
