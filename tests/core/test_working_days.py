"""Working days: the official calendar of eight years, and the arithmetic of terms."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xidmet import clock
from xidmet.working_days import ONE, WorkingDays, exceptions, is_officially_worked, last_day

CALENDAR = Path(__file__).parents[1] / "data" / "az_work_calendar.csv"
days = st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31))
calendars = st.dictionaries(days, st.booleans(), max_size=30).map(WorkingDays)
counts = st.integers(-60, 60)


def test_every_day_is_as_the_published_calendar_has_it() -> None:
    with CALENDAR.open(encoding="utf-8", newline="") as file:
        listed = {dt.date.fromisoformat(row["date"]): row["kind"] == "working" for row in csv.DictReader(file)}
    day, others = dt.date(2020, 1, 1), []
    while day <= dt.date(2027, 12, 31):
        if is_officially_worked(day) != listed.get(day, day.isoweekday() <= 5):
            others.append(day)
        day += ONE
    assert others == []


def test_the_long_novruz_of_2026_is_free() -> None:
    free = {day for day, worked, _name in exceptions(2026) if not worked}
    assert {dt.date(2026, 3, day) for day in (20, 23, 24, 25, 26, 27, 30)} <= free
    assert WorkingDays().after(dt.date(2026, 3, 19), 1) == dt.date(2026, 3, 31)


@given(calendars, days, counts)
def test_counting_there_and_back(calendar: WorkingDays, day: dt.date, count: int) -> None:
    there = calendar.after(day, count)
    assert calendar.between(day, there) == count
    assert (there > day) == (count > 0) and (there < day) == (count < 0)
    if count > 0:
        assert calendar.is_worked(there), "a term ends on a working day"


@given(calendars, days, days, days)
def test_parts_make_the_whole(calendar: WorkingDays, one: dt.date, two: dt.date, three: dt.date) -> None:
    assert calendar.between(one, two) + calendar.between(two, three) == calendar.between(one, three)


@given(calendars, days, days, counts, counts)
def test_later_and_longer_never_end_sooner(
    calendar: WorkingDays, one: dt.date, two: dt.date, few: int, many: int
) -> None:
    assert calendar.after(min(one, two), few) <= calendar.after(max(one, two), few)
    assert calendar.after(one, min(few, many)) <= calendar.after(one, max(few, many))


@given(calendars, days, st.integers(0, 40), st.integers(0, 40))
def test_what_stands_still_loses_nothing(calendar: WorkingDays, day: dt.date, count: int, passed: int) -> None:
    """Stopped and begun again on one day, a term ends when it would have ended; also when it is late already."""
    stopped, ends = day + ONE * passed, calendar.after(day, count)
    assert calendar.between(day, calendar.after(stopped, calendar.between(stopped, ends))) == count


@pytest.mark.parametrize("hour", [0, 23])
def test_a_term_is_over_at_midnight_in_baku(hour: int) -> None:
    friday = dt.datetime(2027, 2, 26, hour, 30, tzinfo=clock.BAKU)
    ends = WorkingDays().end(friday, 1)
    assert ends == dt.datetime(2027, 3, 2, tzinfo=clock.BAKU) and last_day(ends) == dt.date(2027, 3, 1)
