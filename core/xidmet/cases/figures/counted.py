"""The figures of an agency: what was received, decided and refused in a period, how long it took, and what is late."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xidmet import clock
from xidmet.auth import Actor, surer_for_office
from xidmet.auth.offices import AgencyHere
from xidmet.auth.offices.administrators import office_in
from xidmet.cases.figures.grounds import ground_names
from xidmet.cases.figures.outcome import OUTCOMES, Outcome
from xidmet.cases.figures.periods import Period
from xidmet.cases.site import Site
from xidmet.cases.terms import is_open, waits_for_officer
from xidmet.contract.form import Form
from xidmet.contract.service import Service
from xidmet.language import sort_key
from xidmet.plugins import Catalogue
from xidmet.store import accounts, figures
from xidmet.store.figures import Span, Sum

DECIDED: tuple[Outcome, ...] = ("granted", "refused")


@dataclass(frozen=True)
class Spread:
    """Of decided cases: how many, working days of the middle one and of nine out of ten, how many were late.

    Both are whole days that a case really took, by nearest rank; None without one whose days were counted.
    """

    cases: int
    median: int | None
    ninety: int | None
    late: int


@dataclass(frozen=True)
class Refusals:
    """How many refusals of a service by one move and ground. ground: a row or an option; None where none was chosen."""

    service: type[Service]
    move: str
    ground: Form | str | None
    now: int
    before: int


@dataclass(frozen=True)
class Work:
    """How much lies with an officer, never how well. done: brought to an outcome in the period; open: held now."""

    name: str
    done: int
    open: int


@dataclass(frozen=True)
class Figures:
    """services: those that were counted. outcomes: how many came to each, now and before. by_day: (received, decided).

    work: of each officer, for administrators; None for everybody else.
    """

    here: AgencyHere
    every: tuple[type[Service], ...]
    services: tuple[type[Service], ...]
    period: Period
    received: tuple[int, int]
    outcomes: Mapping[Outcome, tuple[int, int]]
    spread: tuple[Spread, Spread]
    refusals: tuple[Refusals, ...]
    open_now: int
    late_now: int
    by_day: tuple[Mapping[dt.date, int], Mapping[dt.date, int]]
    work: tuple[Work, ...] | None


async def figures_for(site: Site, actor: Actor, code: str, slug: str, period: Period) -> Figures:
    """For whoever holds a role at the agency. slug: of one of its services; "" or any other: all of them.

    Raises NotFound for everybody else, as if there were no such agency; SurerNeeded for who must first prove who they
    are.
    """
    here = office_in(site.catalogue, actor, code)
    if not any(key.rpartition(":")[0] == code for key in actor.offices):
        raise surer_for_office()
    every = services_at(site.catalogue, code)
    chosen = tuple(one for one in every if one.slug == slug) or every
    slugs = [one.slug for one in chosen] or [""]
    sums, sums_before = await figures.ended(slugs, period.span), await figures.ended(slugs, period.before)
    received = await figures.received(slugs, period.span)
    received_before = await figures.received(slugs, period.before)
    return Figures(
        here=here,
        every=every,
        services=chosen,
        period=period,
        received=(sum(received.values()), sum(received_before.values())),
        outcomes={one: (_count(sums, one), _count(sums_before, one)) for one in OUTCOMES},
        spread=(decided_spread(sums), decided_spread(sums_before)),
        refusals=await _refusals(site, sums, sums_before),
        open_now=await figures.open_now(slugs),
        late_now=await figures.late_now({one.slug: _waiting(one) for one in chosen}, clock.now()),
        by_day=(received, await figures.decided(slugs, period.span)),
        work=await _work(slugs, period.span) if here.administrator in actor.offices else None,
    )


def services_at(catalogue: Catalogue, code: str) -> tuple[type[Service], ...]:
    """The services that an agency answers for."""
    return tuple(one for one in catalogue.services.values() if one.agency and one.agency.code == code)


def _count(sums: Iterable[Sum], outcome: Outcome) -> int:
    return sum(one.cases for one in sums if one.outcome == outcome)


def decided_spread(sums: Iterable[Sum]) -> Spread:
    return spread_of((one.days, one.late, one.cases) for one in sums if one.outcome in DECIDED)


def spread_of(decided: Iterable[tuple[int | None, bool, int]]) -> Spread:
    """decided: (working days, late, how many cases are like that). Exact: there are as many sums as different days."""
    days, cases, late = Counter[int](), 0, 0
    for took, is_late, count in decided:
        cases += count
        late += count if is_late else 0
        if took is not None and count:
            days[took] += count
    return Spread(cases, _rank(days, 1, 2), _rank(days, 9, 10), late)


def _rank(days: Counter[int], part: int, of: int) -> int | None:
    """Nearest rank: the fewest days within which so large a part of the cases was decided."""
    wanted, seen = -(-days.total() * part // of), 0
    for took in sorted(days):
        seen += days[took]
        if seen >= wanted:
            return took
    return None


async def _refusals(site: Site, sums: Iterable[Sum], before: Iterable[Sum]) -> tuple[Refusals, ...]:
    """The most frequent of the period first."""
    counts = dict[tuple[str, str, str], tuple[int, int]]()
    for at, period in enumerate((sums, before)):
        for one in period:
            if one.outcome == "refused":
                now, then = counts.get((one.service, one.move, one.ground), (0, 0))
                found = (now + one.cases, then) if at == 0 else (now, then + one.cases)
                counts[one.service, one.move, one.ground] = found
    names = await ground_names(site, counts)
    ordered = sorted(counts, key=lambda key: (-counts[key][0], -counts[key][1], key))
    return tuple(Refusals(site.catalogue.services[key[0]], key[1], names.get(key), *counts[key]) for key in ordered)


def _waiting(service: type[Service]) -> list[str]:
    return [state.name for state in service.states if is_open(service, state) and waits_for_officer(state)]


async def _work(slugs: list[str], span: Span) -> tuple[Work, ...]:
    """By name: no order says who did more."""
    found = await figures.work(slugs, span)
    names = await accounts.names(list(found))
    lines = [Work(names.get(one, ""), *counts) for one, counts in found.items()]
    return tuple(sorted(lines, key=lambda line: sort_key(line.name)))
