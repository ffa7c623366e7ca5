"""How a service does what it promises: public, over twelve whole months, with nothing that tells of a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from xidmet import clock
from xidmet.cases.figures.counted import Spread, decided_spread
from xidmet.cases.figures.periods import months_before
from xidmet.cases.find import officers_of
from xidmet.cases.site import Site
from xidmet.contract.service import Service
from xidmet.errors import NotFound
from xidmet.store import figures
from xidmet.store.figures import Span

FEWEST = 10  # cases; of fewer somebody could be told from the numbers
MONTHS = 12


@dataclass(frozen=True)
class Performance:
    """spread: None for too few. granted, in_time: whole percent. months: first day of each -> how many were decided in
    it; None for too few, or because it could be told from the sum. at_once: how many were done without an officer.
    """

    service: type[Service]
    span: Span
    spread: Spread | None
    granted: int | None
    in_time: int | None
    months: Mapping[dt.date, int | None]
    at_once: int | None


async def performance_of(site: Site, slug: str) -> Performance:
    """Raises NotFound for a service in which no officer decides.

    Whole months that are over do not change, so each process asks for them once a day: the page is open to everybody.
    """
    service = site.catalogue.services.get(slug)
    if service is None or not officers_of(service):
        raise NotFound
    known, today = site.performance, clock.today()
    found: Performance | None = known.get((slug, today))
    if found is None:
        for key in [key for key in known if key[1] != today]:
            del known[key]
        found = known[slug, today] = await _counted(service, today)
    return found


async def _counted(service: type[Service], today: dt.date) -> Performance:
    this_month = today.replace(day=1)
    span = Span(months_before(this_month, MONTHS), this_month - dt.timedelta(days=1))
    every = await figures.ended([service.slug], span)
    spread = decided_spread(every)
    without = sum(one.cases for one in every if one.outcome == "undecided")
    at_once = without if without >= FEWEST else None
    granted = sum(one.cases for one in every if one.outcome == "granted")
    by_day = await figures.decided([service.slug], span)
    months = {months_before(this_month, back): 0 for back in range(MONTHS, 0, -1)}
    for day, cases in by_day.items():
        months[day.replace(day=1)] += cases
    if spread.cases < FEWEST:
        return Performance(service, span, None, None, None, dict.fromkeys(months), at_once)
    shares = (_percent(granted, spread.cases), _percent(spread.cases - spread.late, spread.cases))
    return Performance(service, span, spread, *shares, _hidden(months), at_once)


def _percent(part: int, whole: int) -> int:
    return (200 * part + whole) // (2 * whole)


def _hidden(months: Mapping[dt.date, int]) -> dict[dt.date, int | None]:
    """A month with few cases is not told; if it is the only one, neither is the next smallest: else it would follow."""
    few = {month for month, cases in months.items() if 0 < cases < FEWEST}
    others = sorted((cases, month) for month, cases in months.items() if cases >= FEWEST)
    if len(few) == 1 and others:
        few.add(others[0][1])
    return {month: None if month in few else cases for month, cases in months.items()}
