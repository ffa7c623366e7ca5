"""Assisted mode: visits at service centres, and the cases begun in them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Boolean, Date, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store import bound
from xidmet.store.tables import Account, Case, Document

ID = "2026-11-30T14:10:00:000000"
KEEP = OnDelete.restrict


# As it was on this day; what changes later is another migration.
class AssistVisit(Table, tablename="assist_visit"):
    id = UUID(primary_key=True, default=UUID4())
    agency = Varchar(100)
    agency_name = Varchar(300)
    everywhere = Boolean(default=False)
    clerk = ForeignKey(Account, on_delete=KEEP, null=False)
    clerk_name = Varchar(300)
    session = Varchar(64)
    party = Varchar(60)
    kind = Varchar(20)
    fin = Varchar(7)
    passport = Varchar(24)
    surname = Varchar(100)
    given_name = Varchar(100)
    patronymic = Varchar(100)
    sex = Varchar(1)
    born = Date(null=True, default=None)
    language = Varchar(2)
    proof = Varchar(20)
    proof_last = Varchar(4)
    code = Varchar(64)
    tries = Integer(default=0)
    asked_at = Timestamptz()
    agreed_at = Timestamptz(null=True, default=None)
    how = Varchar(10)
    document = ForeignKey(Document, on_delete=KEEP, null=True, default=None)
    account = ForeignKey(Account, on_delete=KEEP, null=True, default=None)
    begun_at = Timestamptz(null=True, default=None)
    ends_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    end_reason = Varchar(20)
    objected_at = Timestamptz(null=True, default=None)


class AssistCase(Table, tablename="assist_case"):
    id = UUID(primary_key=True, default=UUID4())
    visit = ForeignKey(AssistVisit, on_delete=KEEP, null=False)
    case = ForeignKey(Case, on_delete=KEEP, null=False)


STATEMENTS = (
    "CREATE INDEX assist_visit_agency ON assist_visit (agency, asked_at)",
    "CREATE INDEX assist_visit_party ON assist_visit (party, asked_at)",
    # One clerk, one person at a time.
    "CREATE UNIQUE INDEX assist_visit_open ON assist_visit (clerk) WHERE begun_at IS NOT NULL AND ended_at IS NULL",
    'CREATE UNIQUE INDEX assist_case_case ON assist_case ("case")',
    "CREATE INDEX assist_case_visit ON assist_case (visit)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Assisted mode")

    async def create() -> None:
        for table in (AssistVisit, AssistCase):
            table._meta.db = bound.engine()
            await table.create_table()
        for statement in STATEMENTS:
            await Case.raw(statement)

    manager.add_raw(create)
    return manager
