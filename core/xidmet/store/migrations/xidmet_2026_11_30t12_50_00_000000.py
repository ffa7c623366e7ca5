"""What is counted about cases: one narrow row for each that was sent, and what it adds to totals."""

from uuid import uuid4

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, BigInt, Boolean, Date, ForeignKey, Integer, Text, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
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


class MonthFigure(Table, tablename="month_figure"):
    id = UUID(primary_key=True, default=UUID4())
    month = Date()
    service = Varchar(80)
    outcome = Varchar(12)
    move = Varchar(60)
    ground = Varchar(200)
    days = Integer(null=True, default=None)
    late = Boolean(default=False)
    cases = Integer()


class CaseTotal(Table, tablename="case_total"):
    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=OnDelete.cascade, null=False, index=True)
    service = Varchar(80)
    place = Integer()
    span = Varchar(80)
    party = Varchar(60)
    first = Varchar(120)
    second = Varchar(120)
    third = Varchar(120)
    labels = Text()
    adds = BigInt()


STATEMENTS = (
    "CREATE INDEX case_figure_received ON case_figure (service, received_on)",
    # All that is grouped stands in the index, so that the rows themselves are never read.
    "CREATE INDEX case_figure_ended ON case_figure (service, ended_on, outcome, move, ground, days, late)"
    " WHERE ended_on IS NOT NULL",
    "CREATE INDEX case_figure_open ON case_figure (service) WHERE ended_on IS NULL",
    "CREATE INDEX case_figure_officer ON case_figure (service, officer, ended_on) WHERE officer IS NOT NULL",
    "CREATE INDEX month_figure_sums ON month_figure (service, month, outcome, move, ground, days, late, cases)",
    'CREATE INDEX case_total_groups ON case_total (service, place, span, first, second, third, "case", party, adds)',
    # Of two workers the second one finds the month kept.
    "CREATE UNIQUE INDEX month_figure_kept ON month_figure (month) WHERE service = ''",
)
# Declarations say what a case came to, and no migration knows them: the worker goes through what was sent before.
LATER = (
    "INSERT INTO effect (id, kind, payload, once, state, attempts, run_at, error, created_at)"
    " VALUES ({}, 'figures', {}, 'figures', 'pending', 0, {}, '', {})"
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="What is counted about cases")

    async def create() -> None:
        for table in (CaseFigure, MonthFigure, CaseTotal):
            table._meta.db = bound.engine()
            await table.create_table()
        for statement in STATEMENTS:
            await Case.raw(statement)
        # Not Case.exists(): it names every column that the table has by now, also those that come later.
        if await Case.raw("SELECT 1 AS one FROM case_ WHERE sent_at IS NOT NULL LIMIT 1"):
            moment = clock.now()
            await Case.raw(LATER, uuid4(), "{}", moment, moment)

    manager.add_raw(create)
    return manager
