"""Terms in working days, by Azerbaijan's official calendar: weekends, public holidays and the days moved for them."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from holidays import HolidayBase, country_holidays

from xidmet import clock


def plus_working_days(start: dt.datetime, days: int) -> dt.datetime:
    """The end of the last day of a term. start: the moment it began; the day after it is the first day that counts."""
    day = clock.local(start).date()
    while days > 0:
        day += dt.timedelta(days=1)
        days -= is_working_day(day)
    return clock.end_of(day)


def is_working_day(day: dt.date) -> bool:
    return _calendar().is_working_day(day)


@lru_cache
def _calendar() -> HolidayBase:
    return country_holidays("AZ")
