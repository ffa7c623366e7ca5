"""Tries are counted in windows side by side, so a test of them must not begin shortly before the end of one."""

from __future__ import annotations

import datetime as dt

from xidmet import clock
from xidmet.auth import throttle
from xidmet.auth.throttle import Limit


def window_begins(*limits: Limit) -> None:
    """Move the clock of this process to where a window of the longest of these limits begins."""
    longest = max(limits, key=lambda limit: limit.window)
    clock.advance(dt.timedelta(seconds=throttle.left(longest)))


def window_of(limit: Limit) -> int:
    """Which window it is now; for processes whose clock a test cannot move."""
    return int(clock.now().timestamp()) // int(limit.window.total_seconds())
