"""Files that a move asks for, such as the paper of another body's opinion: kept while the move is prepared.

Until it is made they are nobody's but of whoever added them: no answer can name them, no page and no copy shows them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor, may
from xidmet.auth.beyond import turned_down
from xidmet.cases.along import UNSENT, received
from xidmet.cases.attach import MANY, PATH, Spent, erase_in
from xidmet.cases.attached import Known
from xidmet.cases.case import Case
from xidmet.cases.find import case_for
from xidmet.cases.opinions import may_give_late
from xidmet.cases.site import Site
from xidmet.check.reading import opinions
from xidmet.contract.fields import Upload
from xidmet.contract.mistake import Mistake
from xidmet.contract.states import Transition
from xidmet.contract.uploads import has_uploads, upload_at
from xidmet.documents import Stored
from xidmet.errors import FileRefused, NotFound
from xidmet.store import documents, move_files, transaction
from xidmet.store.move_files import Waiting


async def keep(
    site: Site,
    actor: Actor,
    number: str,
    name: str,
    path: str,
    source: AsyncIterator[bytes],
    file: str,
    beside: int,
    spent: Spent | None = None,
) -> Stored:
    """Store a file that came within the form of a move. beside: files that the form names already for this question.
    spent: a key that is to be spent with it.

    Raises NotFound, NotAllowed, Refused for whoever can't make this move now, TooMany, FileRefused.
    """
    case = await case_for(site, actor, number)
    transition = _open_to(actor, case, name)
    field = upload_at(transition.asks, path) if transition.asks and PATH.fullmatch(path) else None
    if field is None:
        raise NotFound
    if field.rows and beside >= field.most:
        raise FileRefused(Mistake(MANY, {"most": field.most}))

    async def named(stored: Stored, kind: str) -> None:
        await move_files.add(case.record.id, actor.account, transition.name, path, stored, kind)
        if spent:
            await spent(stored)

    return await received(site, case, actor.account, source, file, field.kinds, field.most_bytes, named)


def _open_to(actor: Actor, case: Case, name: str) -> Transition:
    """A move that this person can make now, or an opinion that they can still give."""
    transition = case.service.transition(name)
    if transition is None or case.is_draft or not transition.by:
        raise NotFound
    late = transition in opinions(case.service) and case.state not in transition.sources
    refusal = may_give_late(actor, transition, case) if late else may(actor, transition, case)
    if refusal:
        raise turned_down(refusal)
    return transition


async def mine(actor: Actor, case: Case, transition: Transition) -> Known:
    """What this person added and has not given yet, by id."""
    return {str(one.stored.id): one.stored for one in await waiting_of(actor, case, transition)}


async def waiting_of(actor: Actor, case: Case, transition: Transition) -> list[Waiting]:
    """The same with the questions they are for, the oldest first."""
    found = await move_files.waiting(case.record.id, transition.name)
    return [one for one in found if one.account == actor.account]


async def begun(actor: Actor, case: Case, transition: Transition) -> dict[str, object]:
    """Raw input of the questions for which something of theirs waits: whoever comes back finds it there."""
    found = dict[str, object]()
    if transition.asks is None or not has_uploads(transition.asks):
        return found
    for one in await waiting_of(actor, case, transition):
        field, document = transition.asks.fields.get(one.path), str(one.stored.id)
        if isinstance(field, Upload):
            there = found.get(one.path)
            found[one.path] = [*(there if isinstance(there, list) else []), document] if field.rows else document
    return found


async def drop(site: Site, actor: Actor, number: str, name: str, document: UUID) -> bool:
    """Take back one that was not given yet; False when there is none of theirs, also the second time."""
    case = await case_for(site, actor, number)
    transition = case.service.transition(name)
    there = await mine(actor, case, transition) if transition else {}
    stored = there.get(str(document))
    return stored is not None and await remove(site, stored)


async def remove(site: Site, stored: Stored) -> bool:
    """One that waits; False when it was given or is gone."""
    async with transaction():
        if not await move_files.drop(stored.id):
            return False
        await erase_in(stored)
    site.wake.ring()
    return True


async def sweep_ungiven(site: Site, limit: int = 200) -> int:
    """Files of moves that nobody made within a day; how many were removed."""
    found = await move_files.left_waiting(clock.now() - UNSENT, limit)
    return sum([await remove(site, one) for one in found if await documents.document(one.id)])
