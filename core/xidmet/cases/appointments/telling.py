"""What people are told of their appointments: effects, written with what caused them; texts, when they are sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

import structlog

from xidmet import clock
from xidmet.cases.appointments.leaving import KIND, RELEASED
from xidmet.cases.appointments.offered import follows_missing, standing
from xidmet.cases.appointments.slots import changeable_until
from xidmet.cases.case import Case, case_of
from xidmet.cases.move import move
from xidmet.cases.notice import tell_party
from xidmet.cases.site import Site
from xidmet.contract.texts import _
from xidmet.errors import Refused
from xidmet.store import appointments, bookings, cases, effects
from xidmet.store.appointments import Place
from xidmet.store.bookings import Booking
from xidmet.working_days import ONE

log = structlog.get_logger()

BOOKED, REMINDER, CANCELLED, CALLED_OFF, MISSED = "booked", "reminder", "cancelled", "called-off", "missed"
MORNING = dt.time(9)
UNDONE = dt.timedelta(minutes=10)  # so long a mark "did not come" can be taken back before anything follows from it
STATE = {REMINDER: "booked"}  # in which the booking must be; else the one of the same name
TEXTS = {
    BOOKED: _(
        "{visit}, case {number}: you are expected on {date} at {time}, {place}, {address}. "
        "This can be changed until {until}. {bring}"
    ),
    REMINDER: _("{visit}, case {number}: tomorrow, {date}, at {time}, {place}, {address}. {notes} {bring}"),
    CANCELLED: _(
        "{visit}, case {number}: the time on {date} at {time} was cancelled. Choose another one on the case's page."
    ),
    RELEASED: _("{visit}, case {number}: you need not come on {date} at {time}, because the case went on."),
    CALLED_OFF: _(
        "{visit}, case {number}: the agency cannot receive you on {date} at {time}. {reason} "
        "Choose another time on the case's page."
    ),
}
AGAIN = _("{visit}, case {number}: you did not come on {date} at {time}. Choose another time on the case's page.")
NO_MORE = _("{visit}, case {number}: you did not come on {date} at {time}. The agency decides how it goes on.")


async def write(booking: Booking, what: str, run_at: dt.datetime | None = None, **more: str) -> None:
    """Inside the transaction of what happened."""
    payload = {"booking": str(booking.id), "what": what, **more}
    since = booking.ended_at.timestamp() if booking.ended_at else ""
    await effects.write_effect(KIND, payload, f"visit:{booking.id}:{what}:{since}", case=booking.case, run_at=run_at)


async def write_reminder(booking: Booking) -> None:
    """For the morning of the day before; none for who books later than that."""
    day = clock.local(booking.starts_at).date() - ONE
    at = dt.datetime.combine(day, MORNING, clock.BAKU).astimezone(dt.UTC)
    if at > clock.now():
        await write(booking, REMINDER, at)


async def tell_of_appointment(site: Site, payload: Mapping[str, Any], once: str) -> None:
    """Nothing is said of what is not so any more."""
    booking, what = await bookings.by_id(UUID(payload["booking"])), payload["what"]
    record = await cases.by_id(booking.case) if booking else None
    case = case_of(site, record) if record else None
    place = await appointments.by_id(booking.place) if booking else None
    if booking is None or case is None or place is None or booking.state != STATE.get(what, what):
        return
    if what == MISSED and payload["since"] != (booking.ended_at.isoformat() if booking.ended_at else ""):
        return  # taken back, and said again later
    if what == REMINDER and clock.local(booking.starts_at).date() != clock.today() + ONE:
        return  # the worker stood still meanwhile
    text = await _missed(site, case, booking) if what == MISSED else TEXTS[what]
    if text:
        values = {**_values(site, case, booking, place), "reason": payload.get("reason", "")}
        await tell_party(site, case, text, once, f"/cases/{case.number}", values)


async def _missed(site: Site, case: Case, booking: Booking) -> str:
    """What follows when somebody did not come: another time, the declared move, or what the agency decides.

    "" when the move itself tells, or when the case went on meanwhile.
    """
    now = await standing(case)
    if now is None or now.appointment.code != booking.kind or booking.booked_at < case.record.state_since:
        return ""
    if now.left > 0:
        return "" if now.current else AGAIN
    following = follows_missing(case)
    if following is None:
        return NO_MORE
    try:
        await move(site, None, case.number, following.name, version=case.version, token="")
    except Refused:  # a rule does not hold; one that was Stale is tried again
        log.info("not moved", case=case.number, transition=following.name)
        return NO_MORE
    return ""


def _values(site: Site, case: Case, booking: Booking, place: Place) -> dict[str, Any]:
    wanted = next(
        (s.appointment for s in case.service.states if s.appointment and s.appointment.code == booking.kind), None
    )
    at = clock.local(booking.starts_at)
    return {
        "visit": lambda words: words.text(wanted.label) if wanted else booking.kind,
        "bring": lambda words: words.text(wanted.bring) if wanted and wanted.bring else "",
        "number": case.number,
        "date": at.date(),
        "time": f"{at:%H:%M}",
        "place": place.name,
        "address": place.address,
        "notes": place.notes,
        "until": partial(_moment, changeable_until(place, booking.starts_at)),
    }


def _moment(moment: dt.datetime, words: Any) -> str:
    return str(words.moment(moment))
