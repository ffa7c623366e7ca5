"""The times of a place: pure arithmetic over its hours, the calendar, and what is booked already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xidmet import clock
from xidmet.store.appointments import Day, Place
from xidmet.working_days import ONE, WorkingDays

Taken = Sequence[tuple[dt.datetime, dt.datetime, int]]  # from, to, seat


@dataclass(frozen=True)
class Slot:
    """free: how many seats."""

    starts: dt.datetime
    ends: dt.datetime
    free: int


def bookable(place: Place, now: dt.datetime) -> tuple[dt.datetime, dt.date]:
    """The first moment and the last day that can be booked."""
    return now + dt.timedelta(hours=place.hours_before), clock.local(now).date() + ONE * place.days_ahead


def changeable_until(place: Place, starts: dt.datetime) -> dt.datetime:
    return starts - dt.timedelta(hours=place.hours_before)


def slots_on(
    place: Place,
    minutes: int,
    day: dt.date,
    days: WorkingDays,
    otherwise: Mapping[dt.date, Day],
    taken: Taken,
    now: dt.datetime,
) -> list[Slot]:
    """The times of a day that can still be booked, with the seats that are free. minutes: how long one takes."""
    first, last = bookable(place, now)
    if day > last or not place.takes:
        return []
    made = (_slot(place, minutes, day, start, taken) for start in _starts(place, minutes, day, days, otherwise))
    return [slot for slot in made if slot.starts >= first and slot.free > 0]


def _starts(
    place: Place, minutes: int, day: dt.date, days: WorkingDays, otherwise: Mapping[dt.date, Day]
) -> Iterator[int]:
    """Minutes since midnight. After the break the times begin anew, so that none is lost to it."""
    other = otherwise.get(day)
    if other is None and not days.is_worked(day):
        return
    opens, closes = (other.opens, other.closes) if other else (place.opens, place.closes)
    if opens is None or closes is None:
        return
    start = opens
    while start + minutes <= closes:
        pause = _break(place)
        if start < pause[1] and start + minutes > pause[0]:
            start = pause[1]
        else:
            yield start
            start += minutes


def _break(place: Place) -> tuple[int, int]:
    return (0, 0) if place.break_from is None or place.break_to is None else (place.break_from, place.break_to)


def _slot(place: Place, minutes: int, day: dt.date, start: int, taken: Taken) -> Slot:
    begins = moment(day, start)
    ends = begins + dt.timedelta(minutes=minutes)
    return Slot(begins, ends, place.seats - len(seats_taken(taken, begins, ends)))


def seats_taken(taken: Taken, begins: dt.datetime, ends: dt.datetime) -> set[int]:
    """A place's hours may have changed since: what overlaps counts, not only what begins at the same time."""
    return {seat for since, until, seat in taken if since < ends and until > begins}


def moment(day: dt.date, minute: int) -> dt.datetime:
    """A time of a day in Azerbaijan; as the store has it, in UTC."""
    return dt.datetime.combine(day, dt.time(minute // 60, minute % 60), clock.BAKU).astimezone(dt.UTC)


def clock_text(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
