"""The signatures under a case, and their files, for whoever may see the case."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from xidmet.auth import Actor
from xidmet.cases.attached import need_unharmful
from xidmet.cases.case import Case
from xidmet.cases.find import case_for
from xidmet.cases.site import Site
from xidmet.errors import NotFound
from xidmet.store import documents
from xidmet.store import signing as store
from xidmet.store.documents import Stored
from xidmet.store.signing import Kept

Which = Literal["original", "file"]


async def signatures_of(case: Case) -> list[Kept]:
    """The store is not asked where nothing is ever signed."""
    signs = any(one.signed_alone for one in case.service.transitions)
    return await store.of_case(case.record.id) if signs and not case.is_draft else []


async def signature_for(site: Site, actor: Actor, number: str, wanted: UUID) -> tuple[Case, Kept]:
    """Raises NotFound, also for one of another case. An official's look is journalled."""
    case = await case_for(site, actor, number, "file")
    kept = await store.signature(wanted)
    if kept is None or kept.case != case.record.id:
        raise NotFound
    return case, kept


async def signed_file(site: Site, actor: Actor, number: str, wanted: UUID, which: Which) -> tuple[Case, Kept, Stored]:
    """What was signed, or the file with the signature. Raises NotFound, NotAllowed while it may be harmful."""
    case, kept = await signature_for(site, actor, number, wanted)
    stored = await documents.document(kept.original if which == "original" else kept.file)
    if stored is None:
        raise NotFound
    if not stored.made_here:
        need_unharmful(site, stored, to_others=case.party not in (actor.party, actor.own_party))
    return case, kept, stored
