"""Invented data for a demonstration: the forecast of next year may be filed from the first of this month on."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from xidmet import DemoData, DemoPerson

from .form import Year, ministry, years

BAKU = ZoneInfo("Asia/Baku")
TAKEN = dt.timedelta(days=60)


def invented(people: Sequence[DemoPerson], today: dt.date) -> DemoData:
    opens = dt.datetime.combine(today.replace(day=1), dt.time(), BAKU)
    year = Year(year=today.year + 1, opens=opens, closes=opens + TAKEN)
    offices = [(person.key, ministry.key) for person in people if person.role == "officer"]
    return DemoData(rows=[(years, "", year)], offices=offices)
