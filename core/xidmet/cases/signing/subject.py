"""What a means of signing is about: a document of a case, or something else that waits for a signature."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from xidmet.auth import Actor
from xidmet.cases.case import case_of
from xidmet.cases.signing.document import title_of
from xidmet.cases.signing.find import Pending, pending_in
from xidmet.cases.signing.finish import from_step
from xidmet.cases.signing.paper import DocumentPaper
from xidmet.cases.signing.several.invited import invitation_of
from xidmet.cases.site import Site
from xidmet.contract.signing import SignedFile, SignedHash
from xidmet.errors import NotFound, Stale
from xidmet.language import translator
from xidmet.store import cases
from xidmet.store import signing as store


class ToSign(Protocol):
    """about: how a try names it. here: the page of its signing, as a path. done: where it leads when it is signed."""

    @property
    def about(self) -> str: ...
    @property
    def here(self) -> str: ...
    @property
    def done(self) -> str: ...

    def need_open(self) -> None:
        """Raises Stale when it can't be signed any more."""

    async def paper(self, site: Site, language: str) -> DocumentPaper: ...

    async def from_step(self, site: Site, actor: Actor, step: SignedFile | SignedHash, language: str) -> object:
        """What a means gave back: judged like any file, and what follows is done. Raises Refused, Stale."""


Find = Callable[[Site, str], Awaitable[ToSign]]  # by what a try says it is about; raises NotFound, Stale


@dataclass(frozen=True)
class CaseToSign:
    """Implements ToSign."""

    pending: Pending

    @property
    def about(self) -> str:
        return str(self.pending.wanted.id)

    @property
    def here(self) -> str:
        return self.pending.address

    @property
    def done(self) -> str:
        if self.pending.other:
            return self.pending.address
        if self.pending.transition.also:
            return f"/cases/{self.pending.case.number}/signers"
        return f"/cases/{self.pending.case.number}?done={self.pending.transition.name}"

    def need_open(self) -> None:
        if self.pending.is_stale or self.pending.is_used:
            raise Stale(self.pending.case.number)

    async def paper(self, site: Site, language: str) -> DocumentPaper:
        case, document = self.pending.case, self.pending.document
        words = translator(language or "az", site.catalogue.plugin_of(case.service.slug).name)
        title = title_of(case, self.pending.transition, words)
        whole = await site.files.whole(document)
        return DocumentPaper(whole, document.name, document.media_type, document.sha256, title)

    async def from_step(self, site: Site, actor: Actor, step: SignedFile | SignedHash, language: str) -> object:
        return await from_step(site, actor, self.pending, step, language)


async def case_to_sign(site: Site, about: str) -> CaseToSign:
    """The applicant's, an officer's, or that of somebody who signs beside the applicant. Raises NotFound, Stale."""
    wanted = await store.by_id(UUID(about))
    if wanted is None:
        return CaseToSign(await invitation_of(site, UUID(about)))
    record = await cases.by_id(wanted.case)
    case = case_of(site, record) if record else None
    if case is None:
        raise NotFound
    found = CaseToSign(await pending_in(case, wanted.account, wanted.id))
    found.need_open()
    return found
