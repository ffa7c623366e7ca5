"""What is counted about cases: outcomes, percentiles and late ones, the same sums on both engines."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from xidmet import clock
from xidmet.cases import Site, open_site
from xidmet.cases.figures import count_before, figures_for, keep_months, performance_of, period_of, spread_of
from xidmet.cases.figures.counted import Figures
from xidmet.cases.figures.periods import months_before
from xidmet.errors import NotFound, WrongAnswers
from xidmet.settings import Settings
from xidmet.store import figures
from xidmet.store.figures import Figure, Span
from xidmet.store.tables import CaseFigure

from tests.conftest import signed_in
from tests.core.offices import holds
from tests.terms_site import MONDAY, OFFICE, at, done, on, passes, sent, terms_site


@pytest.fixture
async def site(settings: Settings, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(settings.model_copy(update={"site": terms_site(tmp_path / "terms")})) as opened:
        at(MONDAY)
        await holds("nigar", OFFICE)
        await holds("rashad", "permits:administrator")
        yield opened


async def counted(site: Site, who: str = "nigar", period: str = "month", slug: str = "") -> Figures:
    return await figures_for(site, await holds(who), "permits", slug, period_of(period))


async def test_each_outcome_is_counted_once_where_it_came_from(site: Site) -> None:
    leyla, nigar = await signed_in("leyla"), await signed_in("nigar")
    granted, refused, silent, unpaid, lapsed = [await sent(site, leyla) for _case in range(5)]
    open_one = await sent(site, leyla)
    at(on(3, 3))
    await done(site, nigar, granted, "grant")
    await done(site, nigar, refused, "refuse", ground="no room")
    await done(site, nigar, silent, "hush")
    await done(site, nigar, unpaid, "approve")
    await done(site, nigar, lapsed, "ask")
    await passes(site, on(3, 29))
    await passes(site, on(3, 30))
    seen = await counted(site)
    assert seen.received == (6, 0)
    assert {one: now for one, (now, _before) in seen.outcomes.items()} == {
        "granted": 2,  # one of them was never paid for
        "refused": 1,
        "undecided": 1,
        "withdrawn": 0,
        "lapsed": 1,
    }
    assert (seen.spread[0].cases, seen.spread[0].median, seen.spread[0].ninety, seen.spread[0].late) == (3, 2, 2, 0)
    assert (seen.open_now, seen.late_now) == (1, 1)
    at(on(3, 31))
    await done(site, nigar, open_one, "grant")
    seen = await counted(site)
    assert (seen.spread[0].cases, seen.spread[0].ninety, seen.spread[0].late) == (4, 14, 1)
    assert (seen.open_now, seen.late_now) == (0, 0)
    await done(site, leyla, granted, "change")
    await done(site, nigar, granted, "alter")
    assert (await counted(site)).outcomes["granted"] == (3, 0), "an alteration is no second decision"


async def test_a_period_is_compared_with_as_many_days_before(site: Site) -> None:
    leyla, nigar = await signed_in("leyla"), await signed_in("nigar")
    first = await sent(site, leyla)
    at(on(3, 2))
    await done(site, nigar, first, "refuse", ground="no")
    late = await sent(site, leyla)
    at(on(3, 20))
    await done(site, nigar, late, "refuse", ground="no")
    at(on(4, 5))
    seen = await counted(site)
    assert (seen.period.span, seen.period.before) == (
        Span(dt.date(2027, 4, 1), dt.date(2027, 4, 5)),
        Span(dt.date(2027, 3, 1), dt.date(2027, 3, 5)),
    )
    assert (seen.received, seen.outcomes["refused"]) == ((0, 2), (0, 1))
    whole = await counted(site, period="last-month")
    assert (whole.received, whole.outcomes["refused"], whole.refusals[0].now) == ((2, 0), (2, 0), 2)
    assert whole.by_day[1] == {dt.date(2027, 3, 2): 1, dt.date(2027, 3, 20): 1}


async def test_only_administrators_see_who_has_how_much_to_do(site: Site) -> None:
    leyla, nigar = await signed_in("leyla"), await signed_in("nigar")
    number = await sent(site, leyla)
    await done(site, nigar, number, "refuse", ground="no")
    assert (await counted(site)).work is None
    work = (await counted(site, "rashad")).work
    assert work is not None and [(one.done, one.open) for one in work] == [(1, 0)]
    assert "Nigar" in work[0].name
    for stranger in ("leyla", "kamran"):
        with pytest.raises(NotFound):
            await counted(site, stranger)
    with pytest.raises(NotFound):
        await figures_for(site, await holds("nigar"), "no-such-agency", "", period_of("month"))


async def test_what_was_sent_before_is_counted_by_the_worker_and_twice_is_once(site: Site) -> None:
    leyla, nigar = await signed_in("leyla"), await signed_in("nigar")
    number = await sent(site, leyla)
    await sent(site, leyla)
    await done(site, nigar, number, "refuse", ground="no")
    kept = await CaseFigure.select().order_by(CaseFigure.case)
    await CaseFigure.delete(force=True)
    for _twice in range(2):
        await count_before(site, {}, "")
        assert await CaseFigure.select().order_by(CaseFigure.case) == kept


async def test_months_that_are_over_are_summed_once_and_say_the_same(site: Site) -> None:
    for month, day in ((12, 30), (1, 15), (2, 3), (3, 1)):
        await decided(20, dt.date(2026 if month == 12 else 2027, month, day))
    whole, part = Span(dt.date(2026, 12, 1), dt.date(2027, 3, 1)), Span(dt.date(2026, 12, 31), dt.date(2027, 2, 27))
    before = [await summed(whole), await summed(part)]
    assert [sum(one.values()) for one in before] == [80, 40]
    assert await keep_months() == 2, "February is over for less than a day"
    at(on(3, 2))
    assert sorted(await asyncio.gather(keep_months(), keep_months())) == [0, 1]
    assert [await summed(whole), await summed(part)] == before
    await CaseFigure.delete().where(CaseFigure.ended_on < dt.date(2027, 3, 1))
    assert await summed(whole) == before[0], "whole months are counted case by case"


async def summed(span: Span) -> Counter[tuple[object, ...]]:
    found = Counter[tuple[object, ...]]()
    for one in await figures.ended(["permit"], span):
        found[one.outcome, one.move, one.ground, one.days, one.late] += one.cases
    return found


async def test_a_service_tells_the_public_nothing_about_few(site: Site) -> None:
    for place, cases in enumerate((9, 30, 12), 1):
        await decided(cases, months_before(MONDAY.date(), place).replace(day=10))
    told = await performance_of(site, "permit")
    assert told.spread is not None
    assert (told.spread.cases, told.spread.median, told.spread.ninety) == (51, 5, 9)
    assert (told.granted, told.in_time) == (67, 92)
    hidden = [month for month, cases in told.months.items() if cases is None]
    assert hidden == [dt.date(2026, 12, 1), dt.date(2027, 2, 1)], "that with nine, and one more: else it would follow"
    assert told.months[dt.date(2027, 1, 1)] == 30
    await CaseFigure.delete(force=True)
    site.performance.clear()
    await decided(9, dt.date(2027, 2, 10))
    told = await performance_of(site, "permit")
    assert (told.spread, told.granted, told.in_time, set(told.months.values())) == (None, None, None, {None})
    with pytest.raises(NotFound):
        await performance_of(site, "extension")


async def decided(cases: int, day: dt.date) -> None:
    """Of ten one is late, and three are refused."""
    for place in range(cases):
        outcome, late = "refused" if place % 10 < 3 else "granted", place % 10 == 9
        figure = Figure(uuid4(), "permit", day, day, outcome, "grant", "", place % 10 + 1, late)
        await figures.keep(figure)


@pytest.mark.parametrize(
    ("days", "median", "ninety"),
    [
        ([], None, None),
        ([4], 4, 4),
        ([1, 2], 1, 2),
        (list(range(1, 11)), 5, 9),
        ([0] * 9 + [70], 0, 0),
        ([3, 1, 2], 2, 3),
    ],
)
def test_percentiles_are_days_that_a_case_took(days: list[int], median: int | None, ninety: int | None) -> None:
    found = spread_of((day, False, 1) for day in days)
    assert (found.median, found.ninety) == (median, ninety)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("", ""),
        ("2026-02-30", "2026-03-01"),
        ("2027-03-02", "2027-03-01"),
        ("1999-12-31", "2027-03-01"),
    ],
)
def test_days_that_are_none_are_refused(first: str, last: str) -> None:
    at(MONDAY)
    with pytest.raises(WrongAnswers):
        period_of("own", first, last)
    assert clock.today() == MONDAY.date()
