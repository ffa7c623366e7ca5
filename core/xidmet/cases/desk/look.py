"""Look at the desk: one page of a queue, how long each queue is, and who else works in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from xidmet import clock
from xidmet.attestations import parse
from xidmet.auth import Actor, surer_for_office
from xidmet.cases.case import Case, case_of
from xidmet.cases.desk.queues import COUNTED, Filters, Queue, services_of, stretch_of
from xidmet.cases.find import officers_of
from xidmet.cases.site import Site
from xidmet.contract.service import Service
from xidmet.errors import NotAllowed
from xidmet.language import fold
from xidmet.store import absences, issued, queues, searching
from xidmet.store.absences import Absence, Colleague
from xidmet.store.queues import MANY, NO_TERM, Kept, Place, Stretch, key_of

__all__ = ["MANY", "NO_TERM", "Desk", "Found", "Place", "desk", "key_of", "need_desk", "office_keys"]

PER_PAGE = 25
MOST_HITS = 200  # of a search; whoever finds so many types more


@dataclass(frozen=True)
class Found:
    """A case on the desk. officer: the name of who has it, "" for nobody."""

    case: Case
    officer: str


@dataclass(frozen=True)
class Desk:
    """filters: as they were asked, with the queue that is shown. cases: one page. counts: up to queues.MANY.

    newer, older: there is a page before, and one behind. cut: the search found more than is shown.
    stands_in: absences in which this person acts for somebody today.
    """

    filters: Filters
    services: tuple[type[Service], ...]
    cases: tuple[Found, ...]
    counts: dict[str, int]
    newer: bool
    older: bool
    cut: bool
    colleagues: tuple[Colleague, ...]
    stands_in: tuple[Absence, ...]


def need_desk(actor: Actor) -> None:
    """Raises SurerNeeded for an officer who must first prove who they are, NotAllowed for who is none."""
    if actor.unproved_offices and actor.decides:
        raise surer_for_office()
    if not actor.decides:
        raise NotAllowed


def office_keys(services: Sequence[type[Service]]) -> list[str]:
    """Every officer's role in these services."""
    return sorted({officer.key for service in services for officer in officers_of(service)})


async def desk(site: Site, actor: Actor, asked: Filters, place: Place | None = None) -> Desk:
    """Sent cases of the services in which this person decides.

    asked.text: every word of it begins one of the searched answers' words, or is in the name of who has the case; or
    it is the number of a case or of a document. Raises NotAllowed for somebody without an office, SurerNeeded.
    """
    need_desk(actor)
    services = services_of(site, actor)
    if not services:
        raise NotAllowed
    stands_in = await absences.stood_in_for(actor.account, clock.today())
    away = tuple(one.account for one in stands_in)
    every: dict[str, Stretch] = {queue: stretch_of(queue, services, actor, away) for queue in COUNTED}
    counts = await queues.lengths(every)
    colleagues = await absences.colleagues(office_keys(services), clock.now())
    shown = replace(asked, queue=asked.queue or _first(counts, asked))
    stretch = _narrowed(every.get(shown.queue) or stretch_of("all", services, actor, away), shown)
    hits = await _hits(services, shown.text, colleagues) if shown.text else None
    if hits is not None:
        stretch = replace(stretch, ids=tuple(hits))
    kept = await queues.page(stretch, shown.order, place, PER_PAGE + 1)
    return Desk(
        filters=shown,
        services=tuple(services),
        cases=tuple(_found(site, _page(kept, place))),
        counts=counts,
        newer=_more(kept) if place and place.back else place is not None,
        older=place is not None if place and place.back else _more(kept),
        cut=hits is not None and len(hits) >= MOST_HITS,
        colleagues=tuple(colleagues),
        stands_in=tuple(stands_in),
    )


def _first(counts: dict[str, int], asked: Filters) -> Queue:
    """The first one in which there is work; whoever looks for something looks in all."""
    if asked.narrows:
        return "all"
    return next((queue for queue in COUNTED if counts[queue]), "all")


def _narrowed(stretch: Stretch, asked: Filters) -> Stretch:
    states = stretch.states
    if asked.service:
        states = {asked.service: states.get(asked.service, ())}
        if asked.state:
            states = {asked.service: tuple(name for name in states[asked.service] if name == asked.state)}
    if asked.officer:
        held = stretch.officers is None or asked.officer in stretch.officers
        return replace(stretch, states=states, officers=(asked.officer,) if held else ())
    return replace(stretch, states=states)


async def _hits(services: Sequence[type[Service]], text: str, colleagues: Sequence[Colleague]) -> list[UUID]:
    """Of a number the one case; else where words begin so, and what colleagues of this name have."""
    attested = await issued.by_number(parse(text) or "")
    if attested:
        return [attested.case]
    numbered = await searching.numbered(text)
    if numbered:
        return [numbered]
    slugs, words = [service.slug for service in services], fold(text).split()
    named = [one.account for one in colleagues if all(word in fold(one.name) for word in words)]
    found = await searching.beginning(slugs, text, MOST_HITS)
    return [*found, *(await searching.had_by(named, slugs, MOST_HITS) if named else [])][:MOST_HITS]


def _page(kept: list[Kept], place: Place | None) -> list[Kept]:
    """Without the one that only says that there are more; of a page that leads back it is the first."""
    if not _more(kept):
        return kept
    return kept[1:] if place and place.back else kept[:PER_PAGE]


def _more(kept: list[Kept]) -> bool:
    return len(kept) > PER_PAGE


def _found(site: Site, kept: list[Kept]) -> list[Found]:
    return [Found(case, one.officer) for one in kept if (case := case_of(site, one.record))]
