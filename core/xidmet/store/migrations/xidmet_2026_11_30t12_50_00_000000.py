"""What is counted about cases: one narrow row for each that was sent."""

from uuid import uuid4

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Boolean, Date, Integer, Varchar
from piccolo.table import Table

from xidmet import clock
from xidmet.store import bound
from xidmet.store.tables import Case

ID = "2026-11-30T12:50:00:000000"


# As it was on this day; what changes later is another migration.
class CaseFigure(Table, tablename="case_figure"):
    case = UUID(primary_key=True)
    service = Varchar(80)
    received_on = Date()
    ended_on = Date(null=True, default=None)
    outcome = Varchar(12)
    move = Varchar(60)
    ground = Varchar(200)
    days = Integer(null=True, default=None)
    late = Boolean(default=False)
    officer = UUID(null=True, default=None)


STATEMENTS = (
    "CREATE INDEX case_figure_received ON case_figure (service, received_on)",
    # All that is grouped stands in the index, so that the rows themselves are never read.
    "CREATE INDEX case_figure_ended ON case_figure (service, ended_on, outcome, move, ground, days, late)"
    " WHERE ended_on IS NOT NULL",
    "CREATE INDEX case_figure_open ON case_figure (service) WHERE ended_on IS NULL",
    "CREATE INDEX case_figure_officer ON case_figure (officer, ended_on) WHERE officer IS NOT NULL",
)
# Declarations say what a case came to, and no migration knows them: the worker goes through what was sent before.
LATER = (
    "INSERT INTO effect (id, kind, payload, once, state, attempts, run_at, error, created_at)"
    " VALUES ({}, 'figures', {}, 'figures', 'pending', 0, {}, '', {})"
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="What is counted about cases")

    async def create() -> None:
        CaseFigure._meta.db = bound.engine()
        await CaseFigure.create_table()
        for statement in STATEMENTS:
            await Case.raw(statement)
        if await Case.exists().where(Case.sent_at.is_not_null()):
            moment = clock.now()
            await Case.raw(LATER, uuid4(), "{}", moment, moment)

    manager.add_raw(create)
    return manager
