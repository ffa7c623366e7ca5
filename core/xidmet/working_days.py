"""Terms in working days: weekends, public holidays, the days moved for them, and what an agency decided beside that.

The day after the one on which a term begins is the first that counts, and its last day is a working day (Law on
administrative proceedings, 2005). A term is over when its last day is, in Azerbaijan.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version

from holidays import HolidayBase, country_holidays

from xidmet import clock

OFFICIAL = version("holidays")
LANGUAGE = "en_US"  # of the names, which are then msgids
ONE = dt.timedelta(days=1)


@dataclass(frozen=True)
class WorkingDays:
    """A calendar. decided: days of which an agency said whether they are worked; the official calendar has the others.
    number: of its last decision.
    """

    decided: Mapping[dt.date, bool] = field(default_factory=dict)
    number: int = 0

    @property
    def version(self) -> str:
        """Of the official calendar and of the decisions: whatever was counted by another one is counted anew."""
        return f"{OFFICIAL}/{self.number}"

    def is_worked(self, day: dt.date) -> bool:
        said = self.decided.get(day)
        return is_officially_worked(day) if said is None else said

    def after(self, day: dt.date, days: int) -> dt.date:
        """The day on which so many working days have passed since; before 0, the one since which they have passed."""
        while days > 0:
            day += ONE
            days -= self.is_worked(day)
        while days < 0:
            days += self.is_worked(day)
            day -= ONE
        return day

    def between(self, day: dt.date, until: dt.date) -> int:
        """How many working days come after the one day, up to the other with it; below 0, when that is the earlier."""
        if until < day:
            return -self.between(until, day)
        return sum(self.is_worked(day + ONE * passed) for passed in range(1, (until - day).days + 1))

    def end(self, start: dt.datetime, days: int) -> dt.datetime:
        """The end of a term. start: the moment it began. days: how many; below 0, the term was over before it began."""
        return clock.end_of(self.after(clock.local(start).date(), days))


def last_day(end: dt.datetime) -> dt.date:
    """The last day of a term that is over at this moment."""
    return clock.local(end - dt.timedelta(seconds=1)).date()


@lru_cache(4096)  # eleven years; a page with many terms asks of the same days again and again
def is_officially_worked(day: dt.date) -> bool:
    return _official().is_working_day(day)


def exceptions(year: int) -> Iterator[tuple[dt.date, bool, str]]:
    """The days of a year that are not as their weekday: when, whether they are worked, and the holiday's English name
    ("" for one that is worked).
    """
    day = dt.date(year, 1, 1)
    while day.year == year:
        if is_officially_worked(day) != (day.isoweekday() <= 5):
            yield day, is_officially_worked(day), _official().get(day) or ""
        day += ONE


@lru_cache
def _official() -> HolidayBase:
    return country_holidays("AZ", language=LANGUAGE)
