"""Look at a roster: one page of it, how many stand in each state, and whom a filter finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from xidmet.auth import Actor, missing
from xidmet.cases.case import Case, case_of
from xidmet.cases.find import find_case
from xidmet.cases.roster.place import filters_of, keeps_roster, key_in, mark, mark_begin
from xidmet.cases.roster.wanted import SORTS, Wanted
from xidmet.cases.site import Site
from xidmet.check.reading import roster_moves
from xidmet.contract.alike import Alike
from xidmet.contract.answers import Ask
from xidmet.contract.fields import Choice
from xidmet.contract.form import Form
from xidmet.contract.registers import Lookup
from xidmet.contract.service import Service
from xidmet.contract.states import Transition
from xidmet.errors import NotFound, OutOfReach, RegisterDown
from xidmet.language import fold
from xidmet.store import roster, roster_search
from xidmet.store.roster_search import MANY, MARK, Stretch

__all__ = ["MANY", "Page", "count", "found", "keeping", "one_of", "page", "people", "roster_of"]

MOST_WORDS = 6


@dataclass(frozen=True)
class Page:
    """wanted: as it was asked, of what is known here. counts: people by state, all of the roster's. cases: one page.

    total: how many the filter finds, up to MANY. newer, older: there is a page before, and one behind.
    choices: of each filter the answers that there are, by their key; of a code list with its row.
    """

    service: type[Service]
    wanted: Wanted
    counts: Mapping[str, int]
    cases: tuple[Case, ...]
    total: int
    newer: bool
    older: bool
    choices: Mapping[str, Mapping[str, Form | None]]


def keeping(site: Site, actor: Actor) -> list[type[Service]]:
    """The services in which whoever somebody acts for keeps a roster. It asks the store nothing."""
    services = (one for one in site.catalogue.services.values() if keeps_roster(one))
    return [one for one in services if _is_theirs(actor, one) and actor.reaches(one.slug)]


def _is_theirs(actor: Actor, service: type[Service]) -> bool:
    return actor.confirmed and actor.ward is None and actor.kind in service.applicant.kinds


def roster_of(site: Site, actor: Actor, slug: str) -> type[Service]:
    """The service, to whoever acts for one who keeps a roster in it. Raises NotFound, as if there were none; OutOfReach
    where only the mandate does not reach it.
    """
    service = site.catalogue.services.get(slug)
    if service is None or not keeps_roster(service) or not _is_theirs(actor, service):
        raise NotFound
    if not actor.reaches(slug):
        raise OutOfReach(missing(actor, slug))
    return service


async def one_of(site: Site, actor: Actor, slug: str, number: str) -> Case:
    """A case of the roster. Raises NotFound, OutOfReach."""
    service = roster_of(site, actor, slug)
    case = await find_case(site, number[:20])
    if case is None or case.service is not service or case.party != actor.party:
        raise NotFound
    return case


async def page(site: Site, actor: Actor, slug: str, wanted: Wanted) -> Page:
    """Raises NotFound, OutOfReach."""
    service = roster_of(site, actor, slug)
    known = _known(service, wanted)
    counts = await roster.counts(slug, actor.party)
    reached = await roster_search.reach(_stretch(service, actor.party, known, counts))
    order, back = SORTS[known.sort], known.after.startswith("<")
    place = await roster.place_of(slug, actor.party, known.after.lstrip("<"), order, back=back) if known.after else None
    if place is None:
        known, back = replace(known, after=""), False
    total = await roster_search.count(reached, reached.wanted.people if not known.narrows else MANY)
    records = await roster.page(reached, order, place, known.size + 1, total)
    more = len(records) > known.size
    records = records[1:] if more and back else records[: known.size]
    alike = Alike()
    return Page(
        service=service,
        wanted=known,
        counts=counts,
        cases=tuple(case for record in records if (case := case_of(site, record, alike.read))),
        total=total,
        newer=more if back else place is not None,
        older=place is not None if back else more,
        choices=await _choices(site, service, actor.party) if counts else {},
    )


async def people(actor: Actor, service: type[Service]) -> int:
    """How many stand in the roster of whoever this person acts for."""
    return sum((await roster.counts(service.slug, actor.party)).values())


async def counts_of(actor: Actor, service: type[Service]) -> dict[str, int]:
    return await roster.counts(service.slug, actor.party)


async def count(site: Site, actor: Actor, slug: str, wanted: Wanted, move: str = "", most: int = MANY) -> int:
    """How many the filter finds, counted up to the most; with the name of a move only those that it leads from."""
    reached = await roster_search.reach(await _from(site, actor, slug, wanted, move))
    return await roster_search.count(reached, most)


async def found(site: Site, actor: Actor, slug: str, wanted: Wanted, move: str, most: int) -> list[tuple[str, int]]:
    """Number and version of every case that the filter finds and from whose state the move leads, by name.

    Raises NotFound, also for a move that is not made in bulk by whoever keeps the roster.
    """
    return await roster.versions(await roster_search.reach(await _from(site, actor, slug, wanted, move)), most)


async def _from(site: Site, actor: Actor, slug: str, wanted: Wanted, move: str) -> Stretch:
    service = roster_of(site, actor, slug)
    known = _known(service, wanted)
    counts = await roster.counts(slug, actor.party)
    sources = {state.name for state in _move(service, move).sources} if move else None
    return _stretch(service, actor.party, known, counts, sources)


def _move(service: type[Service], name: str) -> Transition:
    wanted = next((one for one in roster_moves(service) if one.name == name), None)
    if wanted is None:
        raise NotFound
    return wanted


def _known(service: type[Service], wanted: Wanted) -> Wanted:
    """Without what this service does not know."""
    names = {one.name for one in filters_of(service)}
    state = wanted.state if any(one.name == wanted.state for one in service.states) else ""
    more = {name: value for name, value in wanted.more.items() if name in names}
    return replace(wanted, state=state, more=more, sort=wanted.sort if wanted.sort in SORTS else "name")


def _stretch(
    service: type[Service], party: str, wanted: Wanted, counts: Mapping[str, int], sources: Set[str] | None = None
) -> Stretch:
    """sources: only these states."""
    states = {
        state: people
        for state, people in counts.items()
        if wanted.state in ("", state) and (sources is None or state in sources)
    }
    said = (word.lstrip(MARK) for word in fold(wanted.words).split()[:MOST_WORDS])
    words = list(dict.fromkeys(word for word in said if word))
    marks = [mark(name, value) for name, value in wanted.more.items()]
    number = wanted.words if _is_number(wanted.words) else ""
    begins = marks if number else sorted(words, key=len, reverse=True) + marks
    return Stretch(service.slug, party, states, len(states) == len(counts), tuple(begins), number)


def _is_number(text: str) -> bool:
    year, dash, rest = text.partition("-")
    return dash == "-" and len(text) <= 20 and year.isdigit() and len(year) == 4 and rest.isdigit()


async def _choices(site: Site, service: type[Service], party: str) -> dict[str, dict[str, Form | None]]:
    found = dict[str, dict[str, Form | None]]()
    for one in filters_of(service):
        if isinstance(one, Choice):
            found[one.name] = dict.fromkeys(one.options)
        elif isinstance(one, Lookup):
            keys = [key_in(kept) for kept in await roster.marks(service.slug, party, mark_begin(one.name))]
            found[one.name] = await _rows(site, one.register.name, keys)
    return found


async def _rows(site: Site, register: str, keys: Sequence[str]) -> dict[str, Form | None]:
    """Codes that are offered no more keep their place in the filter, by their code alone if need be."""
    if not keys:
        return {}
    known: Mapping[str, Form] = await site.registers.known(register, keys)
    if not known:
        asks = {key: Ask(register, False, key) for key in keys}
        try:
            rows = await site.registers.offered_for(asks.values(), "")
        except RegisterDown:
            rows = {}
        known = {key: rows[ask][0] for key, ask in asks.items() if rows.get(ask)}
    return {key: known.get(key) for key in keys}
