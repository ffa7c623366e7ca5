"""Who is expected at a place on a day, and who came: for the officers who receive people there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from xidmet import clock, journal
from xidmet.auth import Actor, surer_for_office
from xidmet.cases.appointments import telling
from xidmet.cases.appointments.kinds import Kind, kinds_for
from xidmet.cases.appointments.offered import Standing, follows_missing, standing
from xidmet.cases.case import Case, case_of
from xidmet.cases.site import Site
from xidmet.contract.rule import Refusal
from xidmet.contract.states import Transition
from xidmet.contract.texts import _
from xidmet.errors import NotAllowed, NotFound, Refused
from xidmet.store import appointments, bookings, cases, transaction
from xidmet.store.appointments import Place
from xidmet.store.bookings import Booking
from xidmet.working_days import ONE

Said = Literal["came", "missed", "booked"]  # booked: what was said is taken back
FACTS = {"came": "appointment-came", "missed": "appointment-missed", "booked": "appointment-unmarked"}
WENT_ON = _("The case went on meanwhile, or its time was changed.")
TOO_EARLY = _("The time of this visit has not come yet.")
TOO_LATE = _("What follows from it has happened already.")
LOOK = _("Look at the list as it is now.")


@dataclass(frozen=True)
class Visitor:
    """name: of who booked. can: what may be said of them now. follows: the move when they do not come once more."""

    booking: Booking
    case: Case
    name: str
    can: tuple[Said, ...]
    follows: Transition | None


@dataclass(frozen=True)
class DayList:
    """place: the one that is looked at, None for every one of this officer's."""

    kinds: dict[str, Kind]
    places: tuple[Place, ...]
    place: Place | None
    day: dt.date
    visitors: tuple[Visitor, ...]


async def day_list(site: Site, actor: Actor, wanted: UUID | None, day: dt.date) -> DayList:
    """Raises NotAllowed for whoever receives nobody, SurerNeeded for who must first prove who they are; NotFound for
    another's place.
    """
    known = _kinds(site, actor)
    places = tuple(await appointments.of_kinds(list(known)))
    place = next((one for one in places if one.id == wanted), None)
    if wanted is not None and place is None:
        raise NotFound
    looked = [place.id] if place else [one.id for one in places]
    found = await bookings.on(looked, clock.end_of(day - ONE), clock.end_of(day))
    names = await bookings.names([one.booking.account for one in found])
    by_id = {one.id: case_of(site, one) for one in await bookings.cases_of([one.booking for one in found])}
    visitors = []
    for one in found:
        case = by_id.get(one.booking.case)
        if case:
            visitors.append(_visitor(one.booking, case, names.get(one.booking.account, "")))
    return DayList(known, places, place, day, tuple(visitors))


def _kinds(site: Site, actor: Actor) -> dict[str, Kind]:
    known = kinds_for(site.catalogue, actor.offices)
    if not known and kinds_for(site.catalogue, actor.unproved_offices):
        raise surer_for_office()
    if not known:
        raise NotAllowed
    return known


def _visitor(booking: Booking, case: Case, name: str) -> Visitor:
    here = _is_of_stay(booking, case)
    can: tuple[Said, ...] = tuple(one for one in FACTS if here and _why_not(booking, one) is None)  # type: ignore[misc]
    return Visitor(booking, case, name, can, follows_missing(case) if here else None)


def _is_of_stay(booking: Booking, case: Case) -> bool:
    wanted = case.state.appointment
    return wanted is not None and wanted.code == booking.kind and booking.booked_at >= case.record.state_since


def _why_not(booking: Booking, said: str) -> str | None:
    """What speaks against saying so, apart from the case; "" when it was said already."""
    if booking.state == said:
        return ""
    now = clock.now()
    if said == "booked":
        is_late = booking.ended_at is not None and now - booking.ended_at >= telling.UNDONE
        return None if booking.state in ("came", "missed") and not is_late else TOO_LATE
    if booking.state != "booked":
        return WENT_ON
    begins = clock.end_of(clock.local(booking.starts_at).date() - ONE) if said == "came" else booking.starts_at
    return None if now >= begins else TOO_EARLY


async def mark(site: Site, actor: Actor, wanted: UUID, said: Said) -> Booking:
    """Say that somebody came, or did not. The same again: nothing happens. Ten minutes long it can be taken back.

    Raises NotFound, NotAllowed, SurerNeeded; Refused when the case went on, too early, or too late.
    """
    known, booking = _kinds(site, actor), await bookings.by_id(wanted)
    if booking is None or booking.kind not in known:
        raise NotFound
    if booking.state == said:
        return booking
    moment = clock.now()
    after = replace(booking, state=said, ended_at=None if said == "booked" else moment)
    async with transaction():
        office = known[booking.kind].appointment.at.key
        at = f"{clock.local(booking.starts_at):%d.%m.%Y %H:%M}"
        facts = {**actor.marks, "office": office, "appointment": booking.kind}
        await journal.append(booking.case, FACTS[said], facts, {**actor.signature, "at": at})
        if why := await _against(site, wanted, said):
            raise Refused(Refusal(why=why, mend=LOOK))
        await bookings.become(wanted, booking.state, said, after.ended_at)
        if said == "missed":
            until = moment + telling.UNDONE
            await telling.write(after, telling.MISSED, until, since=moment.isoformat())
    site.wake.ring()
    return after


async def _against(site: Site, wanted: UUID, said: Said) -> str:
    """Why it can't be said, now that nobody else can move the case; "" when it can."""
    booking = await bookings.by_id(wanted)
    record = await cases.by_id(booking.case) if booking else None
    case = case_of(site, record) if record else None
    now = await standing(case) if case else None
    if booking is None or case is None or now is None or not _is_of_stay(booking, case):
        return WENT_ON
    if said == "booked" and _has_another(now, booking):
        return TOO_LATE
    return _why_not(booking, said) or ""


def _has_another(now: Standing, booking: Booking) -> bool:
    return now.current is not None and now.current.id != booking.id
