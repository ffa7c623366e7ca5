"""A case that goes on gives back the time that was booked for where it stood."""

from __future__ import annotations

import datetime as dt

from xidmet.cases.case import Case
from xidmet.store import bookings
from xidmet.store.effects import write_effect

KIND, RELEASED = "appointment", "released"


async def leave(before: Case, after: Case, moment: dt.datetime) -> None:
    """Inside the move's transaction; it asks the store for nothing where no visit was to be booked."""
    if before.state.appointment is None or after.state is before.state:
        return
    for booking in await bookings.leave(before.record.id, moment):
        payload = {"booking": str(booking), "what": RELEASED}
        await write_effect(KIND, payload, f"visit:{booking}:{RELEASED}", case=before.record.id)
