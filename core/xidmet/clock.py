"""The only source of time. A demonstration and the tests can move it; nothing else reads the machine's clock."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

BAKU = ZoneInfo("Asia/Baku")

_ahead = dt.timedelta()


def now() -> dt.datetime:
    """This moment, aware, in UTC."""
    return dt.datetime.now(dt.UTC) + _ahead  # noqa: TID251 (the one place that may)


def local(moment: dt.datetime) -> dt.datetime:
    """An aware moment as the people of Azerbaijan read it."""
    return moment.astimezone(BAKU)


def today() -> dt.date:
    """The date in Azerbaijan."""
    return local(now()).date()


def end_of(day: dt.date) -> dt.datetime:
    """The first moment, in UTC, at which this day in Azerbaijan is over."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), BAKU).astimezone(dt.UTC)


def advance(by: dt.timedelta) -> None:
    """Move the clock of this process forward; for a demonstration and for tests."""
    global _ahead
    _ahead += by


def reset() -> None:
    """Back to the machine's clock."""
    global _ahead
    _ahead = dt.timedelta()
