"""Terms of cases, reminders, and what agencies decide about working days."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Boolean, Date, Integer, Timestamptz, Varchar
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store import bound
from xidmet.store.tables import Case

ID = "2026-11-30T11:00:00:000000"


# As it was on this day; what changes later is another migration.
class CalendarDecision(Table, tablename="calendar_decision"):
    id = UUID(primary_key=True, default=UUID4())
    agency = Varchar(100)
    number = Integer()
    day = Date()
    worked = Boolean(null=True, default=None)
    law = Varchar(300)
    account = UUID(null=True, default=None)
    who = Varchar(300)
    decided_at = Timestamptz()


MOMENTS = ("term_from", "term_ends", "state_ends", "deadline", "remind_at", "decided_at")
STATEMENTS = (
    "CREATE UNIQUE INDEX calendar_decision_number ON calendar_decision (agency, number)",
    *(f"ALTER TABLE case_ ADD COLUMN {name} TIMESTAMPTZ" for name in MOMENTS),
    "ALTER TABLE case_ ADD COLUMN term_left INTEGER",
    "ALTER TABLE case_ ADD COLUMN decided_days INTEGER",
    "ALTER TABLE case_ ADD COLUMN counted_by VARCHAR(40) NOT NULL DEFAULT ''",
    # Only over those that have a term: a roster of permits has none, and is written fast.
    "CREATE INDEX case_deadline ON case_ (service, deadline) WHERE deadline IS NOT NULL",
    "CREATE INDEX case_term_ends ON case_ (service, term_ends) WHERE term_ends IS NOT NULL",
    "CREATE INDEX case_state_ends ON case_ (service, state, state_ends) WHERE state_ends IS NOT NULL",
    "CREATE INDEX case_remind_at ON case_ (remind_at) WHERE remind_at IS NOT NULL",
    "CREATE INDEX case_decided ON case_ (service, decided_at) WHERE decided_at IS NOT NULL",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Terms, reminders, working days")

    async def create() -> None:
        CalendarDecision._meta.db = bound.engine()
        await CalendarDecision.create_table()
        for statement in STATEMENTS:
            await Case.raw(statement)

    manager.add_raw(create)
    return manager
