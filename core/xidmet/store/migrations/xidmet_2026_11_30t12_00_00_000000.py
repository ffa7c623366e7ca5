"""Payments of state duties."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, BigInt, Bytea, Date, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store import bound
from xidmet.store.tables import Case, Document

ID = "2026-11-30T12:00:00:000000"
KEEP = OnDelete.restrict


# As it was on this day; what changes later is another migration.
class Payment(Table, tablename="payment"):
    id = UUID(primary_key=True, default=UUID4())
    reference = Varchar(40, unique=True)
    token = Varchar(64, unique=True)
    case = ForeignKey(Case, on_delete=KEEP, null=False, index=True)
    account = UUID(null=True, default=None)
    means = Varchar(40)
    amount = BigInt()
    received = BigInt(null=True, default=None)
    state = Varchar(20)
    theirs = Varchar(100)
    sealed = Bytea()
    why = Varchar(1000)
    language = Varchar(2, default="az")
    made_at = Timestamptz()
    ends_at = Timestamptz()
    ask_at = Timestamptz(null=True, default=None)
    asked = Integer(default=0)
    settled_at = Timestamptz(null=True, default=None)
    paid_on = Date(null=True, default=None)
    document = ForeignKey(Document, on_delete=KEEP, null=True, default=None)


STATEMENTS = (
    # One payment at an outside party counts once, whatever that party says of two tries.
    "CREATE UNIQUE INDEX payment_theirs ON payment (means, theirs) WHERE state = 'paid'",
    "CREATE INDEX payment_ask ON payment (ask_at) WHERE ask_at IS NOT NULL",
    # What officers have to do, among many that are done.
    "CREATE INDEX payment_waits ON payment (state, made_at) WHERE state IN ('told', 'wrong amount', 'to pay back')",
    "CREATE INDEX payment_document ON payment (document) WHERE document IS NOT NULL",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Payments")

    async def create() -> None:
        Payment._meta.db = bound.engine()
        await Payment.create_table()
        for statement in STATEMENTS:
            await Payment.raw(statement)

    manager.add_raw(create)
    return manager
