"""A search as those see it who may make its move: whom it hits, some of them or all, and how it went."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import structlog

from xidmet import clock
from xidmet.auth import Actor
from xidmet.auth.parties import voen_of
from xidmet.cases.by_rule.asked import move_by_rule
from xidmet.cases.case import Case
from xidmet.cases.find import find_case
from xidmet.cases.preview import Preview, preview
from xidmet.cases.site import Site
from xidmet.contract.service import Service
from xidmet.contract.states import Transition
from xidmet.errors import NotFound
from xidmet.store import accounts, by_rule, through_cases
from xidmet.store.by_rule import Hit, Search

log = structlog.get_logger()

ON_A_PAGE, IN_A_PIECE, LATELY = 20, 500, 20
KEPT = dt.timedelta(days=30)
TRIED = 20  # hits among which one is sought that is as it was


@dataclass(frozen=True)
class Seen:
    """hits: the first ones; of those that were not done, once it began. names: of organisations, by the party's key.

    asked_by, ran_by: names of the officers.
    """

    search: Search
    service: type[Service]
    move: Transition
    hits: tuple[Hit, ...]
    names: dict[str, str]
    asked_by: str
    ran_by: str


async def search_for(site: Site, actor: Actor, wanted: UUID) -> tuple[Search, type[Service], Transition]:
    """For every officer who may make its move: what one colleague looked for, another may have to answer for.

    Raises NotFound, SurerNeeded, NotAllowed.
    """
    search = await by_rule.by_id(wanted)
    service, move = move_by_rule(site, actor, search.service if search else "", search.move if search else "")
    if search is None:
        raise NotFound
    return search, service, move


async def seen(site: Site, actor: Actor, wanted: UUID) -> Seen:
    search, service, move = await search_for(site, actor, wanted)
    hits = await by_rule.page(search.id, 0, ON_A_PAGE, "") if not search.began_at else await _not_done(search)
    parties = {hit.party for hit in hits} | {str(key) for key, __ in _rows(search, "party")}
    people = await accounts.names([one for one in (search.account, search.ran_by) if one])
    names = (people.get(search.account, ""), people.get(search.ran_by, "") if search.ran_by else "")
    return Seen(search, service, move, tuple(hits), await names_of(parties), *names)


def _rows(search: Search, by: str) -> list[tuple[str, int]]:
    return [(str(key), int(count)) for key, count in (search.summary or {}).get(by, {}).get("rows", [])]


async def _not_done(search: Search) -> list[Hit]:
    refused = await by_rule.page(search.id, 0, ON_A_PAGE, by_rule.REFUSED)
    return [*refused, *await by_rule.page(search.id, 0, ON_A_PAGE, by_rule.CHANGED)]


async def names_of(parties: set[str]) -> dict[str, str]:
    voens = {voen: party for party in parties if (voen := voen_of(party))}
    return {voens[voen]: name for voen, name in (await through_cases.names_of(sorted(voens))).items()}


async def lately(site: Site, actor: Actor, slug: str, name: str) -> list[Search]:
    """What was looked for in the last weeks, for one move."""
    service, move = move_by_rule(site, actor, slug, name)
    return await by_rule.lately(service.slug, move.name, LATELY)


async def every_hit(site: Site, actor: Actor, wanted: UUID) -> AsyncIterator[tuple[list[Hit], dict[str, str]]]:
    """All of them in pieces, with names of organisations; the log says who took them out."""
    search, _service, _move = await search_for(site, actor, wanted)
    log.info("hits taken out", search=str(search.id), service=search.service, account=str(actor.account))
    last = 0
    while found := await by_rule.page(search.id, last, IN_A_PIECE):
        yield found, await names_of({hit.party for hit in found})
        last = found[-1].place


async def sample(site: Site, search: Search) -> Case | None:
    """The first case that is still as it was found: by it is shown what is asked, and what will be told."""
    for hit in await by_rule.page(search.id, 0, TRIED):
        case = await find_case(site, hit.number)
        if case is not None and case.version == hit.version:
            return case
    return None


async def told(site: Site, actor: Actor, wanted: UUID, asked: dict[str, object], language: str) -> tuple[Case, Preview]:
    """Exactly what is told in the first of them, made by the code that sends it; nothing is written.

    Raises as making the move would; NotFound when none is as it was.
    """
    search, _service, move = await search_for(site, actor, wanted)
    case = await sample(site, search)
    if case is None:
        raise NotFound
    return case, await preview(
        site, actor, case.number, move.name, version=case.version, asked=asked, language=language
    )


async def sweep_by_rule() -> None:
    await by_rule.sweep(clock.now() - KEPT)
