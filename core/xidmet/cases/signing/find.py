"""A document that waits for its signature, for the one who asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases.case import Case
from xidmet.cases.find import case_for
from xidmet.cases.site import Site
from xidmet.contract.states import Transition
from xidmet.errors import NotFound
from xidmet.store import documents
from xidmet.store import signing as store
from xidmet.store.documents import Stored
from xidmet.store.signers import Other
from xidmet.store.signing import Wanted


@dataclass(frozen=True)
class Pending:
    """document: what is signed. is_stale: the case was changed since it was made; then nothing can be done with it.
    other: who is to sign it beside the applicant; None: the applicant, or an officer.
    """

    case: Case
    transition: Transition
    wanted: Wanted
    document: Stored
    other: Other | None = None

    @property
    def address(self) -> str:
        """Path of the page on which it is signed."""
        return f"/co-sign/{self.other.id}" if self.other else f"/cases/{self.case.number}/sign/{self.wanted.id}"

    @property
    def is_used(self) -> bool:
        return self.wanted.used_at is not None

    @property
    def is_stale(self) -> bool:
        return not self.is_used and self.wanted.version != self.case.version


async def pending_for(site: Site, actor: Actor, number: str, wanted: UUID) -> Pending:
    """Also one that was used, or that is stale. Raises NotFound for another's, and for one whose time is over."""
    case = await case_for(site, actor, number)
    return await pending_in(case, actor.account, wanted)


async def pending_in(case: Case, account: UUID, wanted: UUID) -> Pending:
    found = await store.by_id(wanted)
    if found is None or (found.case, found.account) != (case.record.id, account):
        raise NotFound
    if found.used_at is None and found.ends_at <= clock.now():
        raise NotFound
    transition, document = case.service.transition(found.transition), await documents.document(found.document)
    if transition is None or document is None:
        raise NotFound
    return Pending(case, transition, found, document)
