"""Lists and what they are for: only those of the party that somebody acts for now."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor, acting_now, could_open, could_prepare, tokens
from xidmet.auth.beyond import turned_down
from xidmet.cases.site import Site
from xidmet.check.reading import roster_moves
from xidmet.contract.service import Service
from xidmet.contract.states import Transition
from xidmet.errors import NotFound
from xidmet.language import Translator, translator
from xidmet.store import list_items
from xidmet.store import lists as store
from xidmet.store.lists import Listed, Within

SHOWN = 50


@dataclass(frozen=True)
class TheList:
    """counts: how many items are in each state."""

    listed: Listed
    service: type[Service]
    move: Transition
    counts: dict[str, int]

    @property
    def here(self) -> str:
        return f"/roster/{self.service.slug}/lists/{self.listed.id}"

    @property
    def is_open(self) -> bool:
        return self.listed.state in store.OPEN

    @property
    def is_prepared(self) -> bool:
        """By a program, for somebody who signs it: then it is not known yet by whose power the move is made."""
        return bool(self.listed.program and self.move.signed)

    @property
    def able(self) -> int:
        return self.counts.get(list_items.ABLE, 0)

    def words(self, site: Site, language: str = "") -> Translator:
        plugin = site.catalogue.plugin_of(self.service.slug).name
        return translator(language or self.listed.language, plugin)


def roster_of(site: Site, actor: Actor, slug: str) -> type[Service]:
    """The service whose roster somebody keeps. Raises NotFound where none is kept, Refused for who may not."""
    service = site.catalogue.services.get(slug)
    if service is None or not roster_moves(service):
        raise NotFound
    if refusal := could_prepare(actor, service):
        raise turned_down(refusal)
    return service


def the_move(site: Site, actor: Actor, slug: str, name: str) -> tuple[type[Service], Transition]:
    """Raises NotFound for one that is not made in many cases at once, Refused for who may not make it."""
    service = roster_of(site, actor, slug)
    wanted = next((one for one in roster_moves(service) if one.name == name), None)
    if wanted is None:
        raise NotFound
    if not wanted.signed and (refusal := could_open(actor, service)):
        raise turned_down(refusal)
    return service, wanted


async def whoever_asked(listed: Listed) -> Actor | None:
    """As they may act now; None when they may not any more."""
    if listed.program:
        return await tokens.program_now(listed.program)
    return await acting_now(listed.account, listed.party, listed.level, listed.means)


async def list_for(site: Site, actor: Actor, slug: str, wanted: UUID) -> TheList:
    """Raises NotFound for another party's, Refused for who may not see a roster of this service."""
    service, listed = roster_of(site, actor, slug), await store.by_id(wanted)
    if listed is None or (listed.party, listed.service) != (actor.party, slug):
        raise NotFound
    found = _with_move(service, listed, await list_items.counts(listed.id))
    if found is None or (found.is_open and listed.ends_at <= clock.now()):
        raise NotFound
    return found


async def list_of_worker(site: Site, wanted: UUID) -> TheList | None:
    """None when its service is switched off, or has lost the move. Its items are not counted: there may be a hundred
    thousand, and the worker asks for each piece of them.
    """
    listed = await store.by_id(wanted)
    service = site.catalogue.services.get(listed.service) if listed else None
    return _with_move(service, listed, {}) if listed and service else None


async def lists_of(site: Site, actor: Actor, slug: str) -> tuple[type[Service], list[TheList]]:
    """The party's lists, the newest first."""
    service = roster_of(site, actor, slug)
    found = await store.of_party(actor.party, slug, SHOWN)
    counted = await list_items.counts_of([one.id for one in found])
    made = (_with_move(service, one, counted.get(one.id, {})) for one in found)
    return service, [one for one in made if one is not None]


def _with_move(service: type[Service], listed: Listed, counts: dict[str, int]) -> TheList | None:
    move = service.transition(listed.move)
    return TheList(listed, service, move, counts) if move is not None else None


async def lists_with(service: type[Service], number: str) -> list[Within]:
    """The lists by which a case was moved. The store is not asked where no roster is kept."""
    return await store.of_case(number) if roster_moves(service) else []
