"""A case that is over is kept for as long as its service says.

Then nothing is left of it but its number, its dates, its journal's chain and what is counted.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog

from xidmet import clock
from xidmet.cases.case import Case
from xidmet.cases.site import Site
from xidmet.cases.step_days import rows_in_force
from xidmet.contract.legal_terms import LegalRow, LegalTerm, Period, Unit
from xidmet.contract.roles import Officer, Party
from xidmet.contract.service import Service
from xidmet.contract.states import State, Transition
from xidmet.journal.append import Facts
from xidmet.journal.together import Together
from xidmet.store import many, retention, transaction
from xidmet.store.drawn import Drawn
from xidmet.store.effects import write_effect
from xidmet.store.retention import Husk, Over

log = structlog.get_logger()

AT_ONCE = 200  # cases in one transaction, as in a list: on SQLite nobody else writes meanwhile
MOST = 5000  # in one round of a service; the next round is an hour later


@dataclass(frozen=True)
class Kept:
    """For how long a service keeps what is over, as it is today. row: of the agency's table, where it stands in one."""

    period: Period
    term: LegalTerm | None = None
    row: LegalRow | None = None

    def before(self) -> dt.datetime:
        """What was over by then is kept no longer."""
        return dt.datetime.combine(self.period.before(clock.today()), dt.time(), clock.BAKU)

    def until(self, ended: dt.datetime) -> dt.date:
        """The last day of something that was over at this moment."""
        return self.period.after(clock.local(ended).date())

    @property
    def facts(self) -> Facts:
        where = {"table": self.term.table.name, "code": self.term.code} if self.term else {}
        return {"by": "time", "length": self.period.length, "unit": self.period.unit, **where}


async def kept(site: Site, service: type[Service]) -> Kept | None:
    """None: it says nothing, so everything stays."""
    return await kept_for(site, service, service.keep_years, "years") if service.keep_years else None


async def kept_for(site: Site, service: type[Service], said: int | LegalTerm, unit: Unit) -> Kept:
    """said: so many of this unit, or the row of a table, as it is today."""
    if isinstance(said, int):
        return Kept(Period(said, unit))
    row: LegalRow = (await rows_in_force(site, service, {"": said}))[""]
    return Kept(row.period(), said, row)


def ends(service: type[Service], state: State) -> bool:
    """Is a case over when it comes here? It is nobody's turn, nobody rests on it, and nothing but a wish moves it on:
    a permit that expired can be activated again, and is over none the less. Where a case stands once it was sent, it is
    not over as long as it can move: somebody entered is there to be activated.
    """
    if state is service.starts or state.in_force or state.waiting:
        return False
    leaving = service.leaving(state)
    sent = any(service.starts in move.sources and move.target is state for move in service.transitions)
    return not leaving or not (sent or any(map(_comes_by_itself, leaving)))


def _comes_by_itself(move: Transition) -> bool:
    people = move.actors and all(isinstance(one, Party | Officer) for one in move.actors)
    return move.at is not None or bool(move.after) or not people


def ended_states(service: type[Service]) -> list[State]:
    return [state for state in service.states if ends(service, state)]


HELD = "held"  # beside what was asked: an officer keeps it beyond its term


@dataclass(frozen=True)
class Held:
    """until: the last day. who: the officer's name."""

    until: dt.date
    why: str
    who: str

    @property
    def plain(self) -> dict[str, str]:
        return {"until": self.until.isoformat(), "why": self.why, "who": self.who}


def held_in(asked: Mapping[str, Any]) -> Held | None:
    said = asked.get(HELD)
    return Held(dt.date.fromisoformat(said["until"]), said["why"], said["who"]) if said else None


@dataclass(frozen=True)
class Until:
    """day: the last one on which a case is kept by its term. held: by whom it is kept for longer."""

    day: dt.date
    term: Kept
    held: Held | None


def _until(term: Kept, ended: dt.datetime, asked: Mapping[str, Any]) -> Until:
    day, held = term.until(ended), held_in(asked)
    return Until(day, term, held if held and held.until > day else None)


async def kept_until(site: Site, case: Case) -> Until | None:
    """Of a case that is over; None for one that is not, or that stays."""
    if not ends(case.service, case.state) or case.record.sent_at is None:
        return None
    term = await kept(site, case.service)
    return _until(term, case.record.changed_at, case.record.asked) if term else None


async def kept_until_each(site: Site, cases: Iterable[UUID]) -> dict[UUID, Until]:
    """By their ids, of those that are over; the term of each service is asked once."""
    found, terms = dict[UUID, Until](), dict[str, Kept | None]()
    for one in await retention.standing(cases):
        service = site.catalogue.services.get(one.service)
        if service is None or not ends(service, service.state(one.state)):
            continue
        if one.service not in terms:
            terms[one.service] = await kept(site, service)
        if (term := terms[one.service]) is not None:
            found[one.id] = _until(term, one.changed_at, one.asked)
    return found


async def sweep_ended(site: Site, only: str = "") -> dict[str, int]:
    """Erase the cases whose time is over; how many of each service. Safe to repeat, to kill and to run twice at once.

    only: the slug of a service; "": of all that are switched on. One that fails does not keep the others.
    """
    erased = dict[str, int]()
    for slug, service in site.catalogue.services.items():
        if only in ("", slug):
            try:
                erased[slug] = await _sweep_service(site, service)
            except Exception:
                log.exception("ended cases cannot be erased", service=slug)
    done = {slug: count for slug, count in erased.items() if count}
    for slug, count in done.items():
        log.info("ended cases erased", service=slug, cases=count)
    if done:
        site.wake.ring()
    return done


async def _sweep_service(site: Site, service: type[Service]) -> int:
    term = await kept(site, service)
    if term is None:
        return 0
    key, count = secrets.token_bytes(16), 0  # forgotten with this round: nobody can count back from it to a party
    for there in over(service, term):
        while count < MOST and (gone := await _erase_some(there, term, key)):
            count += gone
    return count


def over(service: type[Service], term: Kept) -> Iterator[Over]:
    """Its cases that were over so long ago, by the state in which they ended."""
    for state in ended_states(service):
        yield Over(service.slug, state.name, term.before(), clock.today().isoformat())


async def _erase_some(over: Over, term: Kept, key: bytes) -> int:
    """Some of them, wholly or not at all."""
    moment = clock.now()
    async with transaction():
        husks = await retention.empty(over, moment, AT_ONCE)
        if not husks:
            return 0
        await _count_without_names(husks, key)
        places = await retention.forget(husks, moment)
        await _say(husks, moment, term)
        if places:
            await write_effect("erase", {"places": places}, f"erase-ended:{husks[0].id}")
    return len(husks)


async def _count_without_names(husks: list[Husk], key: bytes) -> None:
    """A party that had several of them still counts as one, as far as they are erased in one round."""
    counted = await retention.parties_counted(husks)
    await retention.count_as([(row, _pseudonym(key, party)) for row, party in counted])


def _pseudonym(key: bytes, party: str) -> str:
    return f"x:{hmac.new(key, party.encode(), hashlib.sha256).hexdigest()[:40]}"


async def _say(husks: list[Husk], moment: dt.datetime, term: Kept) -> None:
    """The last row of each chain says why; then its personal values are forgotten."""
    chains = Together(moment, many.plain(moment), Drawn())
    rows = [chains.row(one.id, one.head, one.rows + 1, "erased", term.facts, {})[0] for one in husks]
    await many.append(rows, [])
    heads = [(one.id, row[-1], one.rows + 1) for one, row in zip(husks, rows, strict=True)]
    await many.change(("journal_head", "journal_rows"), heads)
    await retention.forget_values(husks)


@dataclass(frozen=True)
class Due:
    """due: how many cases of a service are to be erased now. next: the last day of the one that is next."""

    service: str
    due: int
    next: dt.date | None


async def due_of(site: Site, only: str = "") -> list[Due]:
    """For the operator: of each service that keeps cases for some time."""
    found = list[Due]()
    for slug, service in site.catalogue.services.items():
        term = await kept(site, service) if only in ("", slug) else None
        if term is not None:
            counts = [await retention.count(there) for there in over(service, term)]
            found.append(Due(slug, sum(counts), await _next(service, term)))
    return found


async def _next(service: type[Service], term: Kept) -> dt.date | None:
    oldest = [await retention.first_change(there) for there in over(service, term)]
    return min((term.until(one) for one in oldest if one), default=None)
