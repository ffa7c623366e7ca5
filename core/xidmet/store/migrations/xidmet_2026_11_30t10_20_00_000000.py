"""Documents that are being signed, and signatures under the moves of cases."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import JSONB, UUID, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store import bound
from xidmet.store.tables import Account, Case, Document

ID = "2026-11-30T10:20:00:000000"
KEEP = OnDelete.restrict


# As it was on this day; what changes later is another migration.
class Signing(Table, tablename="signing"):
    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=KEEP, null=False)
    transition = Varchar(60)
    version = Integer()
    token = Varchar(64, unique=True)
    account = ForeignKey(Account, on_delete=KEEP, null=False)
    document = ForeignKey(Document, on_delete=KEEP, null=False)
    sha256 = Varchar(64)
    given = Varchar(64)
    asked = JSONB(default="{}")
    made_at = Timestamptz()
    ends_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)


class Signature(Table, tablename="signature"):
    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=KEEP, null=False)
    transition = Varchar(60)
    place = Integer()
    kind = Varchar(10)
    account = ForeignKey(Account, on_delete=KEEP, null=True, default=None)
    name = Varchar(300)
    fin = Varchar(7)
    voen = Varchar(10)
    form = Varchar(40)
    level = Varchar(10)
    original = ForeignKey(Document, on_delete=KEEP, null=False)
    file = ForeignKey(Document, on_delete=KEEP, null=False)
    report = JSONB(default="{}")
    material = JSONB(default="{}")
    signed_at = Timestamptz()


STATEMENTS = (
    'CREATE INDEX signing_case ON signing ("case")',
    "CREATE INDEX signing_ends_at ON signing (ends_at)",
    'CREATE INDEX signature_case ON signature ("case")',
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Signing of cases")

    async def create() -> None:
        for table in (Signing, Signature):
            table._meta.db = bound.engine()
            await table.create_table()
        for statement in STATEMENTS:
            await Case.raw(statement)

    manager.add_raw(create)
    return manager
