"""The places of an agency, which its administrators keep: where, when, how many at a time, and the days that differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.auth.offices import AgencyHere, administered
from xidmet.auth.offices.administrators import note, still_administrator
from xidmet.cases.appointments import telling
from xidmet.cases.appointments.kinds import Kind, kinds_of
from xidmet.cases.appointments.slots import moment
from xidmet.cases.site import Site
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Stale, WrongAnswers
from xidmet.plugins import Catalogue
from xidmet.store import appointments, bookings, offices, transaction
from xidmet.store.appointments import Day, Place
from xidmet.store.bookings import Expected
from xidmet.working_days import ONE

__all__ = [
    "Day",
    "Place",
    "PlaceSeen",
    "PlacesSeen",
    "change_place",
    "enter_day",
    "open_place",
    "place_for",
    "places_for",
]

YEAR = dt.timedelta(days=366)
BOOKED_THEN = _(
    "{count} person has booked a time that this leaves closed. Tick the box to cancel it.",
    "{count} people have booked times that this leaves closed. Tick the box to cancel them.",
)


@dataclass(frozen=True)
class PlacesSeen:
    here: AgencyHere
    kinds: Mapping[str, Kind]
    places: tuple[Place, ...]


@dataclass(frozen=True)
class PlaceSeen:
    """days: the coming ones that differ. ahead: how many people are expected there."""

    here: AgencyHere
    kind: Kind
    place: Place
    days: tuple[Day, ...]
    ahead: int


async def places_for(catalogue: Catalogue, actor: Actor, code: str) -> PlacesSeen:
    """For administrators of the agency. Raises NotFound, NotAllowed, SurerNeeded."""
    here = administered(catalogue, actor, code)
    known = kinds_of(catalogue, code)
    found = await appointments.of_agency(code)
    return PlacesSeen(here, known, tuple(one for one in found if one.kind in known))


async def place_for(catalogue: Catalogue, actor: Actor, code: str, wanted: UUID) -> PlaceSeen:
    seen = await places_for(catalogue, actor, code)
    place = next((one for one in seen.places if one.id == wanted), None)
    if place is None:
        raise NotFound
    today = clock.today()
    days = await appointments.days(place.id, today, today + YEAR)
    ahead = await bookings.on([place.id], clock.now(), clock.now() + YEAR)
    return PlaceSeen(seen.here, seen.kinds[place.kind], place, tuple(days), len(ahead))


async def open_place(catalogue: Catalogue, actor: Actor, code: str, kind: str, given: Mapping[str, Any]) -> UUID:
    """given: what a place is, by name. Raises NotFound, NotAllowed, SurerNeeded, WrongAnswers."""
    here = administered(catalogue, actor, code)
    wanted = kinds_of(catalogue, code).get(kind)
    if wanted is None:
        raise NotFound
    _need_hours(given, wanted.appointment.minutes)
    made = Place(id=uuid4(), agency=code, kind=kind, **given)
    async with transaction():
        await offices.lock(code)
        await still_administrator(actor, here)
        await appointments.add(made)
        await note(here, "place-added", actor, place=made.name)
    return made.id


async def change_place(
    catalogue: Catalogue, actor: Actor, code: str, wanted: UUID, version: int, given: Mapping[str, Any]
) -> None:
    """What is booked stays as it was booked. Raises also Stale, when somebody else was first."""
    seen = await place_for(catalogue, actor, code, wanted)
    _need_hours(given, seen.kind.appointment.minutes)
    async with transaction():
        await offices.lock(code)
        await still_administrator(actor, seen.here)
        if not await appointments.change(wanted, version, **given):
            raise Stale
        await note(seen.here, "place-changed", actor, place=str(given["name"]))


def _need_hours(given: Mapping[str, Any], minutes: int) -> None:
    opens, closes, since, until = (given[name] for name in ("opens", "closes", "break_from", "break_to"))
    if closes - opens < minutes:
        raise WrongAnswers({"closes": Mistake(_("At least {count} minutes after it opens."), {"count": minutes})})
    if (since is None) != (until is None):
        raise WrongAnswers({"break_to": Mistake(_("Say both when the break begins and when it ends, or neither."))})
    if since is not None and not opens < since < until < closes:
        raise WrongAnswers({"break_from": Mistake(_("The break lies within the hours, and ends after it begins."))})


async def enter_day(
    site: Site, actor: Actor, code: str, wanted: UUID, day: Day | dt.date, *, sure: bool = False
) -> None:
    """A day that is otherwise; or a date, which is as usual again. sure: what is booked may be called off.

    Raises NotFound, NotAllowed, SurerNeeded; WrongAnswers, also when people have booked times that fall away.
    """
    seen = await place_for(site.catalogue, actor, code, wanted)
    date, minutes = (day.day if isinstance(day, Day) else day), seen.kind.appointment.minutes
    if not clock.today() <= date <= clock.today() + YEAR:
        raise WrongAnswers({"day": Mistake(_("A day from today on, at most a year ahead."))})
    if isinstance(day, Day) and day.opens is not None and day.closes is not None and day.closes - day.opens < minutes:
        raise WrongAnswers({"day_to": Mistake(_("At least {count} minutes after it opens."), {"count": minutes})})
    async with transaction():
        await offices.lock(code)
        await still_administrator(actor, seen.here)
        await appointments.lock(wanted)
        if isinstance(day, Day):
            await _call_off(actor, seen.place, day, sure)
            await appointments.put_day(wanted, day)
        else:
            await appointments.drop_day(wanted, day)
        await note(seen.here, "place-day", actor, place=seen.place.name, day=date.isoformat())
    site.wake.ring()


async def _call_off(actor: Actor, place: Place, day: Day, sure: bool) -> None:
    """What is booked outside the day's new hours, and still ahead. Its people are told, with the reason."""
    since, until = clock.end_of(day.day - ONE), clock.end_of(day.day)
    ahead = [one for one in await bookings.on([place.id], max(since, clock.now()), until) if _falls_away(one, day)]
    if ahead and not sure:
        raise WrongAnswers({"sure": Mistake(BOOKED_THEN, {"count": len(ahead)})})
    for one in ahead:
        at = f"{clock.local(one.booking.starts_at):%d.%m.%Y %H:%M}"
        facts = {**actor.marks, "appointment": one.booking.kind}
        await journal.append(one.booking.case, "appointment-called-off", facts, {**actor.signature, "at": at})
        if await bookings.become(one.booking.id, "booked", "called-off", clock.now()):
            await telling.write(one.booking, telling.CALLED_OFF, reason=day.reason)


def _falls_away(one: Expected, day: Day) -> bool:
    if one.booking.state != "booked":
        return False
    if day.opens is None or day.closes is None:
        return True
    starts, ends = moment(day.day, day.opens), moment(day.day, day.closes)
    return one.booking.starts_at < starts or one.booking.ends_at > ends
