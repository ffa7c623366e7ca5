"""Tries of the means of signing: the same ceremonies as of signing in, each about one document."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from xidmet.auth import Actor, ceremonies
from xidmet.auth.ceremonies import Under
from xidmet.auth.sessions import Kept
from xidmet.cases.case import case_of
from xidmet.cases.signing.document import title_of
from xidmet.cases.signing.find import Pending, pending_in
from xidmet.cases.signing.paper import DocumentPaper
from xidmet.cases.signing.several.invited import invitation_of
from xidmet.cases.site import Site
from xidmet.contract.means import Answer, Call, Ceremony, Given
from xidmet.contract.signing import Paper, SigningMeans, SigningStep
from xidmet.errors import NotFound, Stale
from xidmet.language import translator
from xidmet.store import cases
from xidmet.store import means as tries
from xidmet.store import signing as store


@dataclass(frozen=True)
class _Doer:
    """A means with the paper it is about."""

    means: SigningMeans
    paper: Paper

    async def begin(self, ceremony: Ceremony) -> SigningStep:
        return await self.means.begin(ceremony, self.paper)

    async def go_on(self, ceremony: Ceremony, given: Given) -> SigningStep:
        return await self.means.go_on(ceremony, self.paper, given)

    async def called(self, ceremony: Ceremony, call: Call) -> Answer:
        return await self.means.called(ceremony, self.paper, call)


async def begin_try(site: Site, session: Kept, actor: Actor, pending: Pending, name: str, place: str) -> Under:
    """place: hash of the network address. Raises NotFound for a means that is not offered, Stale, TooMany."""
    if pending.is_stale or pending.is_used:
        raise Stale(pending.case.number)
    doer = _Doer(_means(site, name), await _paper(site, pending, session.language))
    about = str(pending.wanted.id)
    return await ceremonies.begin(
        site.entrance, session, name, "sign", pending.address, place, actor, doer=doer, about=about
    )


async def go_on(site: Site, session: Kept, name: str, wanted: str, given: Given, place: str) -> tuple[Under, Pending]:
    """Raises NotFound, and Stale when the case was changed meanwhile."""
    found: list[Pending] = []

    async def doer(about: str) -> _Doer:
        found[:] = [await _pending(site, about)]
        return _Doer(_means(site, name), await _paper(site, found[0], session.language))

    under = await ceremonies.go_on(site.entrance, session, name, wanted, given, place, doers=doer)
    return under, found[0]


async def called(site: Site, name: str, call: Call) -> Answer:
    """What the server or app of an outside party asks; it has no session."""
    means = _means(site, name)

    async def doer(about: str) -> _Doer:
        return _Doer(means, await _paper(site, await _pending(site, about), ""))

    return await ceremonies.called(site.entrance, name, call, wanted=means.try_of(call), doers=doer)


async def end_try(under: Under) -> None:
    """It led to a signature; nobody goes on with it."""
    await tries.use_try(under.kept.id, under.kept.created_at)


def _means(site: Site, name: str) -> SigningMeans:
    if name not in site.catalogue.signing:
        raise NotFound
    return site.catalogue.signing[name]


async def _pending(site: Site, about: str) -> Pending:
    wanted = await store.by_id(UUID(about))
    if wanted is None:
        return await invitation_of(site, UUID(about))
    record = await cases.by_id(wanted.case) if wanted else None
    case = case_of(site, record) if record else None
    if wanted is None or case is None:
        raise NotFound
    pending = await pending_in(case, wanted.account, wanted.id)
    if pending.is_stale or pending.is_used:
        raise Stale(case.number)
    return pending


async def _paper(site: Site, pending: Pending, language: str) -> DocumentPaper:
    case, document = pending.case, pending.document
    words = translator(language or "az", site.catalogue.plugin_of(case.service.slug).name)
    title = title_of(case, pending.transition, words)
    return DocumentPaper(await site.files.whole(document), document.name, document.media_type, document.sha256, title)
