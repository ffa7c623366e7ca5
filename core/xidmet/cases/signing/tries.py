"""Tries of the means of signing: the same ceremonies as of signing in, each about one thing to sign."""

from __future__ import annotations

from dataclasses import dataclass

from xidmet.auth import Actor, ceremonies
from xidmet.auth.ceremonies import Under
from xidmet.auth.sessions import Kept
from xidmet.cases.signing.subject import Find, ToSign
from xidmet.cases.site import Site
from xidmet.contract.means import Answer, Call, Ceremony, Given
from xidmet.contract.signing import Paper, SigningMeans, SigningStep
from xidmet.errors import NotFound
from xidmet.store import means as tries


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


async def begin_try(site: Site, session: Kept, actor: Actor, wanted: ToSign, name: str, place: str) -> Under:
    """place: hash of the network address. Raises NotFound for a means that is not offered, Stale, TooMany."""
    wanted.need_open()
    doer = _Doer(_means(site, name), await wanted.paper(site, session.language))
    about = wanted.about
    return await ceremonies.begin(
        site.entrance, session, name, "sign", wanted.here, place, actor, doer=doer, about=about
    )


async def go_on(
    site: Site, session: Kept, name: str, wanted: str, given: Given, place: str, find: Find
) -> tuple[Under, ToSign]:
    """Raises NotFound, and Stale when it can't be signed any more."""
    found: list[ToSign] = []

    async def doer(about: str) -> _Doer:
        found[:] = [await find(site, about)]
        return _Doer(_means(site, name), await found[0].paper(site, session.language))

    under = await ceremonies.go_on(site.entrance, session, name, wanted, given, place, doers=doer)
    return under, found[0]


async def called(site: Site, name: str, call: Call, find: Find) -> Answer:
    """What the server or app of an outside party asks; it has no session."""
    means = _means(site, name)

    async def doer(about: str) -> _Doer:
        return _Doer(means, await (await find(site, about)).paper(site, ""))

    return await ceremonies.called(site.entrance, name, call, wanted=means.try_of(call), doers=doer)


async def end_try(under: Under) -> None:
    """It led to a signature; nobody goes on with it."""
    await tries.use_try(under.kept.id, under.kept.created_at)


def _means(site: Site, name: str) -> SigningMeans:
    if name not in site.catalogue.signing:
        raise NotFound
    return site.catalogue.signing[name]
