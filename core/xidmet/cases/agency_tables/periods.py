"""Rows and the days on which they are in force: what a change does to them, and what is wrong with it. Pure functions.

Of one key there is at most one row on any day. A new row ends the open one before it; any other overlap is a mistake,
and days without a row between two are named.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any
from uuid import UUID

from xidmet.contract.answers import row_key
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.plain import from_json, to_store
from xidmet.contract.texts import _
from xidmet.registers.kept import Kept
from xidmet.store.agency_tables import Standing

ALWAYS, FOR_EVER = dt.date.min, dt.date.max
ONE = dt.timedelta(days=1)
OVERLAPS = _("“{key}” is in force from {first} to {last} already.")
OVERLAPS_OPEN = _("“{key}” is in force from {first} on already.")
ENDS_FIRST = _("The last day is before the first one.")


@dataclass(frozen=True)
class Row:
    """id: None for one that is not in the store yet. first, last: both included."""

    id: UUID | None
    key: str
    form: Form
    first: dt.date = ALWAYS
    last: dt.date = FOR_EVER

    def is_now(self, today: dt.date) -> bool:
        return self.first <= today <= self.last


@dataclass(frozen=True)
class Difference:
    """One row before and after; None where there is none. id: of the row that stands."""

    id: UUID | None
    was: Row | None
    now: Row | None

    @property
    def key(self) -> str:
        return (self.now or self.was or Row(None, "", Form())).key


@dataclass(frozen=True)
class Plan:
    """What a change comes to. errors: by field. gaps: (key, first, last) of days on which no row is in force, between
    two that are. from_day: the first day for which something is different; None when nothing is.
    """

    differences: tuple[Difference, ...] = ()
    errors: Mapping[str, Mistake] = field(default_factory=dict)
    gaps: tuple[tuple[str, dt.date, dt.date], ...] = ()
    from_day: dt.date | None = None

    def is_past(self, today: dt.date) -> bool:
        """It changes what was in force on a day that has passed."""
        return self.from_day is not None and self.from_day < today


def row_of(kept: Kept, standing: Standing) -> Row:
    return made(kept, from_json(kept.of, standing.row), standing.id)


def made(kept: Kept, form: Form, wanted: UUID | None = None) -> Row:
    first, last = days_of(kept, form)
    return Row(wanted, row_key(form), form, first, last)


def days_of(kept: Kept, form: Form) -> tuple[dt.date, dt.date]:
    """The first and the last day; ALWAYS and FOR_EVER where it has none."""
    if kept.period is None:
        return ALWAYS, FOR_EVER
    first, last = (vars(form).get(one.name) for one in kept.period)
    return first or ALWAYS, last or FOR_EVER


def plan(
    kept: Kept, rows: Sequence[Row], put: Iterable[tuple[UUID | None, Form]], gone: Iterable[UUID], today: dt.date
) -> Plan:
    """What comes of putting these rows, each in the place of one or beside all, and of taking others out.

    A row with a later first day than the one in whose place it comes is that row's successor: the old one ends, unless
    it has not begun yet.
    """
    before = {one.id: one for one in rows}
    after = {wanted: row for wanted, row in before.items() if wanted not in set(gone)}
    new, errors = list[Row](), dict[str, Mistake]()
    for wanted, form in put:
        row = made(kept, form, wanted)
        was = after.get(wanted) if wanted else None
        if row.last < row.first or _ends_first(kept, form):
            errors.setdefault(_last(kept), Mistake(ENDS_FIRST))
        elif was is not None and (row.first <= was.first or was.first > today):
            after[wanted] = row
        else:
            new.append(replace(row, id=None))
            if was is not None and was.last >= row.first:
                after[wanted] = _until(kept, was, row.first - ONE)
    for row in sorted(new, key=lambda one: one.first):
        for wanted, other in after.items():
            if other.key == row.key and other.first < row.first and other.last == FOR_EVER:
                after[wanted] = _until(kept, other, row.first - ONE)
        new = [_cut(kept, one, row) for one in new]
    return _checked(kept, before, [*after.values(), *new], errors)


def _ends_first(kept: Kept, form: Form) -> bool:
    begins, ends = (vars(form).get(one.name) for one in kept.moments) if kept.moments else (None, None)
    return bool(begins and ends and ends <= begins)


def _cut(kept: Kept, one: Row, by: Row) -> Row:
    cuts = one is not by and one.key == by.key and one.first < by.first and one.last == FOR_EVER
    return _until(kept, one, by.first - ONE) if cuts else one


def _until(kept: Kept, row: Row, last: dt.date) -> Row:
    if kept.period is None:
        return row
    return made(kept, from_json(kept.of, to_store(row.form) | {kept.period[1].name: last.isoformat()}), row.id)


def _checked(kept: Kept, before: Mapping[UUID | None, Row], after: list[Row], errors: dict[str, Mistake]) -> Plan:
    left = {one.id for one in after}
    differences = [Difference(wanted, was, None) for wanted, was in before.items() if wanted not in left]
    differences += [
        Difference(one.id, before.get(one.id) if one.id else None, one)
        for one in after
        if one.id is None or before[one.id].form != one.form
    ]
    keys, gaps = {one.key for one in differences}, list[tuple[str, dt.date, dt.date]]()
    for key in sorted(keys):
        errors |= {name: said for name, said in _twice(kept, key, after).items() if name not in errors}
        gaps += _gaps(key, after)
    days = [_from_day(kept, one) for one in differences] if kept.period else []
    return Plan(tuple(sorted(differences, key=_place)), errors, tuple(gaps), min(days, default=None))


def _place(one: Difference) -> tuple[str, dt.date]:
    return one.key, (one.now or one.was or Row(None, "", Form())).first


def _twice(kept: Kept, key: str, rows: Iterable[Row]) -> dict[str, Mistake]:
    found = sorted((one for one in rows if one.key == key), key=lambda one: one.first)
    for one, following in pairwise(found):
        if following.first <= one.last:
            stands, ours = (following, one) if one.id is None else (one, following)
            values = {"key": key, "first": _said(stands.first), "last": _said(stands.last)}
            said = OVERLAPS_OPEN if stands.last == FOR_EVER else OVERLAPS
            return {_last(kept) if ours is one else _first(kept): Mistake(said, values)}
    return {}


def _said(day: dt.date) -> dt.date | str:
    return "…" if day in (ALWAYS, FOR_EVER) else day


def _gaps(key: str, rows: Iterable[Row]) -> list[tuple[str, dt.date, dt.date]]:
    found = sorted((one for one in rows if one.key == key), key=lambda one: one.first)
    return [
        (key, one.last + ONE, following.first - ONE)
        for one, following in pairwise(found)
        if one.last < following.first - ONE
    ]


def _from_day(kept: Kept, one: Difference) -> dt.date:
    """The first day on which it makes a difference."""
    if one.was is None or one.now is None:
        return (one.now or one.was or Row(None, "", Form())).first
    if one.was.first == one.now.first and _without_end(kept, one.was) == _without_end(kept, one.now):
        end = min(one.was.last, one.now.last)
        return end if end == FOR_EVER else end + ONE
    return min(one.was.first, one.now.first)


def _without_end(kept: Kept, row: Row) -> dict[str, Any]:
    return {name: value for name, value in to_store(row.form).items() if name != _last(kept)}


def _first(kept: Kept) -> str:
    return kept.period[0].name if kept.period else kept.register.key


def _last(kept: Kept) -> str:
    ends = kept.period or kept.moments
    return ends[1].name if ends else kept.register.key
