"""Documents that several people sign."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import JSONB, UUID, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store import bound
from xidmet.store.tables import Account, Case, Document

ID = "2026-11-30T14:20:00:000000"
KEEP = OnDelete.restrict


# As they were on this day; what changes later is another migration.
class SigningRound(Table, tablename="signing_round"):
    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=KEEP, null=False, index=True)
    transition = Varchar(60)
    version = Integer()
    token = Varchar(64)
    account = ForeignKey(Account, on_delete=KEEP, null=False)
    ward = Varchar(7)
    level = Varchar(20)
    means = Varchar(60)
    language = Varchar(2)
    document = ForeignKey(Document, on_delete=KEEP, null=True, default=None)
    sha256 = Varchar(64)
    given = Varchar(64)
    asked = JSONB(default="{}")
    started_at = Timestamptz()
    ends_at = Timestamptz()
    closed_at = Timestamptz(null=True, default=None)
    outcome = Varchar(20)
    why = Text(default="")


class CoSigner(Table, tablename="co_signer"):
    id = UUID(primary_key=True, default=UUID4())
    round = ForeignKey(SigningRound, on_delete=KEEP, null=False, index=True)
    place = Integer()
    fin = Varchar(7, index=True)
    role = Varchar(300)
    level = Varchar(20)
    address = Varchar(320)
    invited_at = Timestamptz(null=True, default=None)
    remind_at = Timestamptz(null=True, default=None)
    reminded = Integer(default=0)
    account = UUID(null=True, default=None)
    name = Varchar(300)
    signed_at = Timestamptz(null=True, default=None)
    refused_at = Timestamptz(null=True, default=None)


STATEMENTS = (
    "ALTER TABLE case_ ADD COLUMN being_signed BOOLEAN NOT NULL DEFAULT FALSE",
    'CREATE UNIQUE INDEX signing_round_open ON signing_round ("case") WHERE closed_at IS NULL',
    "CREATE INDEX signing_round_ends ON signing_round (ends_at) WHERE closed_at IS NULL",
    "CREATE INDEX co_signer_remind ON co_signer (remind_at) WHERE remind_at IS NOT NULL",
    "CREATE UNIQUE INDEX co_signer_once ON co_signer (round, fin)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Several signers")

    async def create() -> None:
        for table in (SigningRound, CoSigner):
            table._meta.db = bound.engine()
            await table.create_table()
        for statement in STATEMENTS:
            await Case.raw(statement)

    manager.add_raw(create)
    return manager
