"""Where agencies receive people, and who booked a time there."""

from __future__ import annotations

from piccolo.columns import UUID, Boolean, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store.tables.cases import Case

KEEP = OnDelete.restrict


class AppointmentPlace(Table, tablename="appointment_place"):
    """A place in which an agency receives people for one kind of appointment. Whoever books there takes this row first.

    opens, closes, break_from, break_to: minutes since midnight, in Azerbaijan.
    """

    id = UUID(primary_key=True, default=UUID4())
    agency = Varchar(100)
    kind = Varchar(100)  # the appointment's code
    name = Varchar(200)
    address = Varchar(300)
    notes = Text(default="")  # how to get in
    seats = Integer()  # people at a time
    opens = Integer()
    closes = Integer()
    break_from = Integer(null=True, default=None)
    break_to = Integer(null=True, default=None)
    days_ahead = Integer()
    hours_before = Integer()  # until when a time can be booked, changed and cancelled
    takes = Boolean(default=True)  # bookings; those that are there stay
    version = Integer(default=1)


class AppointmentDay(Table, tablename="appointment_day"):
    """A day on which a place is open otherwise than usual. (place, day) is a unique key of the store."""

    id = UUID(primary_key=True, default=UUID4())
    place = ForeignKey(AppointmentPlace, on_delete=KEEP, null=False)
    day = Date()
    opens = Integer(null=True, default=None)  # None: closed
    closes = Integer(null=True, default=None)
    reason = Varchar(300)


class Booking(Table, tablename="booking"):
    """A time that the party of a case booked. One of a case is open at a time; a seat is taken once, by unique keys.

    state: booked, came, missed; changed, cancelled (by the party), called-off (by the agency), released (the case went
    on before), over (it went on since).
    """

    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=KEEP, null=False)
    number = Integer()  # of its case, from 1
    kind = Varchar(100)
    place = ForeignKey(AppointmentPlace, on_delete=KEEP, null=False)
    starts_at = Timestamptz()
    ends_at = Timestamptz()
    seat = Integer()  # from 1
    state = Varchar(10)
    needs = Text(default="{}")  # JSON; emptied a day after the visit
    account = UUID()  # who booked it; no key, for it outlives the account
    booked_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)
