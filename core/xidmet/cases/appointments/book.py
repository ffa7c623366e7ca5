"""Book a time, change it, give it up. One transaction, behind the place's lock: a seat has one holder, and who comes
second keeps what they had.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from xidmet import clock, journal
from xidmet.auth import Actor, throttle
from xidmet.cases.appointments import telling
from xidmet.cases.appointments.offered import Standing, slot_at, standing, standing_for
from xidmet.cases.appointments.slots import seats_taken
from xidmet.cases.find import find_case
from xidmet.cases.site import Site
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Refused, Stale
from xidmet.store import appointments, bookings, transaction
from xidmet.store.appointments import Place
from xidmet.store.bookings import Booking

CLOSED = _("This time can't be changed here any more.")
ASK = _("Tell the agency if you cannot come.")
NO_MORE = _("No further time can be chosen: you did not come as often as is allowed.")
WAIT = _("The agency decides how it goes on.")


class NoLongerFree(Refused):
    """Somebody else was first, or the place closed meanwhile. Nothing was changed."""

    def __init__(self) -> None:
        why, mend = _("This time has just been taken."), _("Choose another one; these are free now.")
        super().__init__(Refusal(why=why, mend=mend))


@dataclass(frozen=True)
class Wanted:
    """seen: the booking that the page showed as the present one; None for none."""

    place: UUID
    starts_at: dt.datetime
    seen: UUID | None
    needs: Mapping[str, str] = field(default_factory=dict)


async def book(site: Site, actor: Actor, number: str, wanted: Wanted) -> Booking:
    """For the party. The same again gives the same booking.

    Raises NotFound, NotAllowed, TooMany; NoLongerFree; Refused (too late, no more tries); Stale when another time was
    booked since the page was made.
    """
    here = await standing_for(site, actor, number)
    if here.current and _is_same(here.current, wanted):
        return here.current
    place = await appointments.by_id(wanted.place)
    if place is None or place.kind != here.appointment.code:
        raise NotFound
    await throttle.take(throttle.BOOKING, str(actor.account))
    async with transaction():
        await appointments.lock(place.id)
        now = await _fresh(site, actor, here, "appointment-changed" if wanted.seen else "appointment-booked", wanted)
        made = await _seat(now, place, actor, wanted)
        if now.current:
            await bookings.become(now.current.id, "booked", "changed", clock.now())
        await bookings.add(made)
        await telling.write(made, telling.BOOKED)
        await telling.write_reminder(made)
    site.wake.ring()
    return made


def _is_same(current: Booking, wanted: Wanted) -> bool:
    return (current.place, current.starts_at, current.needs) == (wanted.place, wanted.starts_at, dict(wanted.needs))


async def _fresh(site: Site, actor: Actor, seen: Standing, kind: str, wanted: Wanted | None) -> Standing:
    """As it is now that nobody else can move the case: the journal's row keeps it in place.

    Raises Stale when it is not as it was seen, Refused when nothing can be changed any more.
    """
    personal = {**actor.signature, **({"at": _said(wanted.starts_at)} if wanted else {})}
    await journal.append(seen.case.record.id, kind, {**actor.marks, "appointment": seen.appointment.code}, personal)
    case = await find_case(site, seen.case.number)
    now = await standing(case) if case else None
    held = now.current.id if now and now.current else None
    if case is None or now is None or case.state is not seen.case.state or (wanted and held != wanted.seen):
        raise Stale(seen.case.number)
    if now.is_fixed:
        raise Refused(Refusal(why=CLOSED, mend=ASK))
    if not now.is_open:
        raise Refused(Refusal(why=NO_MORE, mend=WAIT))
    return now


async def _seat(now: Standing, place: Place, actor: Actor, wanted: Wanted) -> Booking:
    """Raises NoLongerFree. The own seat at an overlapping time is no hindrance: it is given back in the same step."""
    fresh = await appointments.by_id(place.id)
    mine = now.current if now.current and now.current.place == place.id else None
    slot, taken = await slot_at(fresh or place, now.appointment, wanted.starts_at, mine)
    if slot is None:
        raise NoLongerFree
    held = seats_taken(taken, slot.starts, slot.ends)
    earlier = await bookings.of_case(now.case.record.id)
    return Booking(
        id=uuid4(),
        case=now.case.record.id,
        number=earlier[0].number + 1 if earlier else 1,
        kind=now.appointment.code,
        place=place.id,
        starts_at=slot.starts,
        ends_at=slot.ends,
        seat=next(seat for seat in range(1, len(held) + 2) if seat not in held),
        state="booked",
        account=actor.account,
        booked_at=clock.now(),
        needs=dict(wanted.needs),
    )


async def cancel(site: Site, actor: Actor, number: str, booking: UUID) -> None:
    """Give a time up. Again: nothing happens. Raises NotFound, NotAllowed, Stale, Refused."""
    here = await standing_for(site, actor, number)
    known = await bookings.by_id(booking)
    if known is None or known.case != here.case.record.id:
        raise NotFound
    if known.state == "cancelled":
        return
    if here.current is None or here.current.id != booking:
        raise Stale(number)
    async with transaction():
        await appointments.lock(known.place)
        now = await _fresh(site, actor, here, "appointment-cancelled", None)
        if now.current is None or not await bookings.become(booking, "booked", "cancelled", clock.now()):
            raise Stale(number)
        await telling.write(replace(known, state="cancelled"), telling.CANCELLED)
    site.wake.ring()


def _said(moment: dt.datetime) -> str:
    return f"{clock.local(moment):%d.%m.%Y %H:%M}"
