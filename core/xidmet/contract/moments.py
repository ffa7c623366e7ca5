"""Moments as people write them: a day and a time of day, in Azerbaijan where no other place is said."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from xidmet import clock
from xidmet.contract.days import day
from xidmet.contract.formats import DASHES, one_line, wrong
from xidmet.contract.texts import _

TIME = re.compile(r"(\d{1,2})(?:[:.\s-]?(\d{2}))?(?:[:.]00)?(?:\s*(?:h|saat|ч))?", re.IGNORECASE)
LINE = re.compile(r"(.*\S)[\sT,]+(?:saat\s*)?(\d{1,2}[:.]\d{2}(?::\d{2})?)", re.IGNORECASE)


def moment(typed: Any) -> dt.datetime:
    """From {"date": ..., "time": ...}, each as it was typed, or from one line: 31.12.2026 14:30, 2026-12-31T14:30Z.

    A day alone is its beginning. Always aware: what says no zone is meant as in Azerbaijan.
    """
    if isinstance(typed, dt.datetime):
        return _aware(typed)
    if isinstance(typed, Mapping):
        date, time = (one_line(str(typed.get(name, ""))) for name in ("date", "time"))
        return _of(date, time) if date else _line(time)
    return _line(one_line(str(typed)))


def _line(text: str) -> dt.datetime:
    try:
        return _aware(dt.datetime.fromisoformat(text))
    except ValueError:
        found = LINE.fullmatch(text.translate(DASHES))
    return _of(found[1].rstrip(" ,"), found[2]) if found else _of(text, "")


def _of(date: str, time: str) -> dt.datetime:
    if date and not time and LINE.fullmatch(date.translate(DASHES)):  # the whole was pasted into the first box
        return _line(date)
    return _aware(dt.datetime.combine(day(date), _time(time)))


def _time(text: str) -> dt.time:
    """14:30, 14.30, 1430, 9. 24:00 is told to be none: it is the beginning of the next day."""
    if not text:
        return dt.time()
    found = TIME.fullmatch(text.translate(DASHES))
    hour, minute = (int(one or 0) for one in found.groups()) if found else (99, 0)
    try:
        return dt.time(hour, minute)
    except ValueError:
        raise wrong(_("There is no such time of day. Type hours and minutes, like 06:30.")) from None


def _aware(found: dt.datetime) -> dt.datetime:
    return found if found.tzinfo else found.replace(tzinfo=clock.BAKU)
