"""What the party of a case can book: places, days, times; and the time it has."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor, is_role
from xidmet.cases.appointments.slots import Slot, Taken, bookable, changeable_until, slots_on
from xidmet.cases.case import Case
from xidmet.cases.find import find_case
from xidmet.cases.site import Site
from xidmet.cases.terms import calendar_at
from xidmet.contract.appointment import Appointment
from xidmet.contract.states import Missed, Transition
from xidmet.errors import NotAllowed, NotFound
from xidmet.store import appointments, bookings
from xidmet.store.appointments import Day, Place
from xidmet.store.bookings import Booking
from xidmet.working_days import ONE, WorkingDays


@dataclass(frozen=True)
class Standing:
    """An appointment of a case. current: what is booked, at: where. came: it is done. left: how many times may still be
    chosen; until: when the present one can last be changed.
    """

    case: Case
    appointment: Appointment
    current: Booking | None
    at: Place | None
    came: bool
    missed: int

    @property
    def left(self) -> int:
        return max(0, self.appointment.again + 1 - self.missed)

    @property
    def until(self) -> dt.datetime | None:
        return changeable_until(self.at, self.current.starts_at) if self.current and self.at else None

    @property
    def is_fixed(self) -> bool:
        """It is too late to change it."""
        return self.until is not None and clock.now() > self.until

    @property
    def is_open(self) -> bool:
        """A time can be chosen now."""
        return not self.came and self.left > 0 and not self.is_fixed


@dataclass(frozen=True)
class Offered:
    """place: that was chosen, or the only one. days: with the number of free seats. times: of the chosen day."""

    places: tuple[Place, ...]
    place: Place | None
    days: tuple[tuple[dt.date, int], ...]
    day: dt.date | None
    times: tuple[Slot, ...]
    first: Slot | None


async def standing_for(site: Site, actor: Actor, number: str) -> Standing:
    """For the party of the case, who acts for it just now. Raises NotFound, also where nothing is to be booked;
    NotAllowed for its people who act for somebody else, or in a role that is too weak.
    """
    case = await find_case(site, number)
    if case is None or case.state.appointment is None or case.party not in (actor.party, actor.own_party):
        raise NotFound
    if actor.program or not is_role(case.service.applicant, actor, case):
        raise NotAllowed
    found = await standing(case)
    assert found is not None
    return found


async def standing(case: Case) -> Standing | None:
    """None where the case's state asks for no visit. What was booked in an earlier stay there does not count."""
    wanted = case.state.appointment
    if wanted is None:
        return None
    here = [one for one in await bookings.of_case(case.record.id) if one.booked_at >= case.record.state_since]
    current = next((one for one in here if one.state == "booked"), None)
    at = await appointments.by_id(current.place) if current else None
    missed = sum(one.state == "missed" for one in here)
    return Standing(case, wanted, current, at, any(one.state == "came" for one in here), missed)


def follows_missing(case: Case) -> Transition | None:
    """The declared move of those who did not come once too often."""
    return next(
        (t for t in case.service.leaving(case.state) if isinstance(t.at, Missed) and t.at.of is case.state), None
    )


async def offered(appointment: Appointment, chosen: UUID | None, day: dt.date | None) -> Offered:
    """What can be booked now. chosen, day: as far as the person has come; what is none any more does not count."""
    places = tuple(one for one in await appointments.of_kinds([appointment.code]) if one.takes)
    place = next((one for one in places if one.id == chosen), places[0] if len(places) == 1 else None)
    if place is None:
        return Offered(places, None, (), None, (), None)
    free = await _free(place, appointment)
    days = tuple((one, sum(slot.free for slot in slots)) for one, slots in free)
    times = next((slots for one, slots in free if one == day), [])
    return Offered(places, place, days, day if times else None, tuple(times), free[0][1][0] if free else None)


async def _free(place: Place, appointment: Appointment) -> list[tuple[dt.date, list[Slot]]]:
    """The days on which something is free, each with its times."""
    now = clock.now()
    since, last = bookable(place, now)
    known = await place_days(place, clock.local(since).date(), last)
    taken = await bookings.taken(place.id, since, clock.end_of(last))
    by_day = _by_day(taken)
    day, found = clock.local(since).date(), []
    while day <= last:
        slots = slots_on(place, appointment.minutes, day, *known, by_day.get(day, []), now)
        found += [(day, slots)] if slots else []
        day += ONE
    return found


async def place_days(place: Place, first: dt.date, last: dt.date) -> tuple[WorkingDays, dict[dt.date, Day]]:
    """The agency's calendar, and the days on which this place is otherwise."""
    otherwise = {one.day: one for one in await appointments.days(place.id, first, last)}
    return await calendar_at(place.agency), otherwise


def _by_day(taken: Taken) -> dict[dt.date, list[tuple[dt.datetime, dt.datetime, int]]]:
    found: dict[dt.date, list[tuple[dt.datetime, dt.datetime, int]]] = {}
    for one in taken:
        found.setdefault(clock.local(one[0]).date(), []).append(one)
    return found


async def slot_at(
    place: Place, appointment: Appointment, starts: dt.datetime, mine: Booking | None
) -> tuple[Slot | None, Taken]:
    """The free time that begins then, and what others booked around it. mine: is about to be given back. Behind the
    place's lock.
    """
    day = clock.local(starts).date()
    known = await place_days(place, day, day)
    every = await bookings.taken(place.id, clock.end_of(day - ONE), clock.end_of(day))
    taken = [one for one in every if mine is None or one != (mine.starts_at, mine.ends_at, mine.seat)]
    slots = slots_on(place, appointment.minutes, day, *known, taken, clock.now())
    return next((one for one in slots if one.starts == starts), None), taken
