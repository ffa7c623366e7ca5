"""Days as people write them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from babel.dates import get_month_names

from xidmet.contract.fields import Days
from xidmet.contract.formats import DASHES, one_line, wrong
from xidmet.contract.texts import _
from xidmet.language import LANGUAGES, fold


def day(typed: Any) -> dt.date:
    """A day from three boxes, or from one line: 31 12 2026, 31.12.2026, 31 dekabr 2026, 2026-12-31."""
    if isinstance(typed, dt.date):
        return typed
    year, month, number = _parts(typed)
    try:
        return dt.date(int(year), int(month), int(number))
    except (ValueError, OverflowError):
        raise wrong(_("There is no such day. Type day, month and year, like 31 12 2026.")) from None


def _parts(typed: Any) -> tuple[str, str, str]:
    if isinstance(typed, Mapping):
        parts = tuple(one_line(str(typed.get(name, ""))) for name in ("year", "month", "day"))
        filled = [part for part in parts if part]
        if len(filled) == 1 and len(filled[0]) > 4:  # the whole date was pasted into one box
            parts = _from_line(filled[0])
    else:
        parts = _from_line(one_line(str(typed)))
    year, month, number = parts
    if not (year and month and number):
        raise wrong(_("Give the day, the month and the year."))
    if not re.fullmatch(r"\d{4}", year):
        raise wrong(_("Write the year with four digits."))
    return year, _month(month), number


def _from_line(text: str) -> tuple[str, ...]:
    text = text.translate(DASHES)
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    if found:
        return found.groups()
    other = re.fullmatch(r"(\d{1,2})[./ -]+([^\W_]+)[./ -]+(\d{4})", text)
    return other.groups()[::-1] if other else ("", "", "")


@cache
def _months() -> dict[str, int]:
    """Months by their folded names, whole or shortened to three letters, in all languages."""
    named: dict[str, int] = {}
    for language in LANGUAGES:
        for form in ("format", "stand-alone"):
            for number, name in get_month_names("wide", form, language).items():
                named |= {fold(name): number, fold(name)[:3]: number}
    return named


def _month(text: str) -> str:
    """A month may be written as a word."""
    return text if text.isdigit() else str(_months().get(fold(text).rstrip("."), text))


def both_days(typed: Any) -> Days:
    """Two days from {"first": ..., "last": ...}, each as day() reads it."""
    if isinstance(typed, Days):
        return typed
    if not isinstance(typed, Mapping):
        raise wrong(_("Give the first day and the last day."))
    first, last = (typed.get(end) or {} for end in ("first", "last"))
    if not (_given(first) and _given(last)):
        raise wrong(_("Give the first day and the last day."))
    return Days(day(first), day(last))


def _given(end: Any) -> bool:
    return any(str(part).strip() for part in end.values()) if isinstance(end, Mapping) else bool(end)


def in_order(most_days: int | None) -> Callable[[Days], Days]:
    """A check that the second day is not before the first, and that there are not too many between them."""

    def check(days: Days) -> Days:
        if days.last < days.first:
            raise wrong(_("The last day is before the first one. Exchange them, or correct one."))
        length = (days.last - days.first).days + 1
        if most_days is not None and length > most_days:
            raise wrong(_("At most {most} days; these are {length}."), most=most_days, length=length)
        return days

    return check
