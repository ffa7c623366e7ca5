"""Periods that are looked at, and the one before with which each is compared."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from xidmet import clock
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import WrongAnswers
from xidmet.store.figures import Span

Name = Literal["month", "last-month", "quarter", "last-quarter", "year", "last-year", "own"]
NAMES: tuple[Name, ...] = ("month", "last-month", "quarter", "last-quarter", "year", "last-year", "own")
MONTHS = {"month": 1, "quarter": 3, "year": 12}
MOST_DAYS = 3_700  # ten years
SINGLE_DAYS, WEEKS = 31, 123  # days of a period of which a chart shows each day, or each week
FIRST = dt.date(2000, 1, 1)


@dataclass(frozen=True)
class Period:
    """name: as it was asked for. before: as many days of the same kind of period before, so that one that has only
    begun is not compared with a whole one.
    """

    name: Name
    span: Span
    before: Span


def period_of(name: str, first: str = "", last: str = "") -> Period:
    """name: one of NAMES; anything else is this month. first, last: of own days, 2026-01-31.

    Raises WrongAnswers for own days that are none.
    """
    if name == "own":
        return _own(first, last)
    known = next((one for one in NAMES if one == name), NAMES[0])
    kind, today = known.removeprefix("last-"), clock.today()
    length = MONTHS[kind]
    start = dt.date(today.year, (today.month - 1) // length * length + 1, 1)
    if known.startswith("last-"):
        before = months_before(start, length)
        return Period(known, Span(before, _day_before(start)), Span(months_before(before, length), _day_before(before)))
    before = months_before(start, length)
    same = min(before + (today - start), _day_before(start))
    return Period(known, Span(start, today), Span(before, same))


def stretches(span: Span) -> list[Span]:
    """What a chart shows as one: days, of more than a month weeks from Monday on, of more than four months months."""
    days = (span.last - span.first).days + 1
    found, start = list[Span](), span.first
    while start <= span.last:
        if days <= SINGLE_DAYS:
            end = start
        elif days <= WEEKS:
            end = start + dt.timedelta(days=7 - start.isoweekday())
        else:
            end = _day_before(months_before(start, -1))
        found.append(Span(start, min(end, span.last)))
        start = end + dt.timedelta(days=1)
    return found


def months_before(day: dt.date, months: int) -> dt.date:
    """The first day of the month so many months before."""
    at = day.year * 12 + day.month - 1 - months
    return dt.date(at // 12, at % 12 + 1, 1)


def _day_before(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=1)


def _own(first: str, last: str) -> Period:
    days = {"first": _read(first), "last": _read(last)}
    wrong = {name: Mistake(_("Enter a day between 2000 and today.")) for name, day in days.items() if day is None}
    start, end = days["first"], days["last"]
    if start and end and end < start:
        wrong["last"] = Mistake(_("The last day is before the first one."))
    elif start and end and (end - start).days >= MOST_DAYS:
        wrong["last"] = Mistake(_("Not more than ten years at once."))
    if wrong or start is None or end is None:
        raise WrongAnswers(wrong)
    length = end - start
    before = _day_before(start)
    return Period("own", Span(start, end), Span(before - length, before))


def _read(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST <= day <= clock.today() else None
