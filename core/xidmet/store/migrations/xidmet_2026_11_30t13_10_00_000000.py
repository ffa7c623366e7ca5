"""Appointments: places, their days, and who booked a time."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Boolean, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store import bound
from xidmet.store.tables import Case

ID = "2026-11-30T13:10:00:000000"
KEEP = OnDelete.restrict


# As it was on this day; what changes later is another migration.
class AppointmentPlace(Table, tablename="appointment_place"):
    id = UUID(primary_key=True, default=UUID4())
    agency = Varchar(100)
    kind = Varchar(100)
    name = Varchar(200)
    address = Varchar(300)
    notes = Text(default="")
    seats = Integer()
    opens = Integer()
    closes = Integer()
    break_from = Integer(null=True, default=None)
    break_to = Integer(null=True, default=None)
    days_ahead = Integer()
    hours_before = Integer()
    takes = Boolean(default=True)
    version = Integer(default=1)


class AppointmentDay(Table, tablename="appointment_day"):
    id = UUID(primary_key=True, default=UUID4())
    place = ForeignKey(AppointmentPlace, on_delete=KEEP, null=False)
    day = Date()
    opens = Integer(null=True, default=None)
    closes = Integer(null=True, default=None)
    reason = Varchar(300)


class Booking(Table, tablename="booking"):
    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=KEEP, null=False)
    number = Integer()
    kind = Varchar(100)
    place = ForeignKey(AppointmentPlace, on_delete=KEEP, null=False)
    starts_at = Timestamptz()
    ends_at = Timestamptz()
    seat = Integer()
    state = Varchar(10)
    needs = Text(default="{}")
    account = UUID()
    booked_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)


STATEMENTS = (
    "CREATE INDEX appointment_place_agency ON appointment_place (agency, kind)",
    "CREATE UNIQUE INDEX appointment_day_day ON appointment_day (place, day)",
    "CREATE UNIQUE INDEX booking_seat ON booking (place, starts_at, seat) WHERE state IN ('booked', 'came', 'missed')",
    "CREATE UNIQUE INDEX booking_open ON booking (\"case\") WHERE state = 'booked'",
    'CREATE UNIQUE INDEX booking_number ON booking ("case", number)',
    # What people need is emptied after the visit: few rows still say anything.
    "CREATE INDEX booking_needs ON booking (ends_at) WHERE length(needs) > 2",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Appointments")

    async def create() -> None:
        for table in (AppointmentPlace, AppointmentDay, Booking):
            table._meta.db = bound.engine()
            await table.create_table()
        for statement in STATEMENTS:
            await Case.raw(statement)

    manager.add_raw(create)
    return manager
