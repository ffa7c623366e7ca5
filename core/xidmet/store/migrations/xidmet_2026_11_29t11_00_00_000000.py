"""Tokens by which programs of an organisation act."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store import bound
from xidmet.store.tables import Account, Case, Mandate, Organisation

ID = "2026-11-29T11:00:00:000000"


# As it was on this day; what changes later is another migration.
class ApiToken(Table, tablename="api_token"):
    id = UUID(primary_key=True, default=UUID4())
    organisation = ForeignKey(Organisation, on_delete=OnDelete.restrict, null=False)
    made_by = ForeignKey(Account, on_delete=OnDelete.restrict, null=False)
    mandate = ForeignKey(Mandate, on_delete=OnDelete.restrict, null=False)
    name = Varchar(60)
    prefix = Varchar(12)
    digest = Varchar(64, unique=True)
    once = Varchar(64, unique=True)
    scopes = Varchar(40)
    services = Text(default="")
    ends = Timestamptz()
    created_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)
    reminded_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    ended_by = Varchar(60, default="")


STATEMENTS = (
    "CREATE INDEX api_token_organisation ON api_token (organisation)",
    "CREATE INDEX api_token_mandate ON api_token (mandate)",
    "CREATE INDEX api_token_ends ON api_token (ends) WHERE ended_at IS NULL AND reminded_at IS NULL",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Tokens of programs")

    async def create() -> None:
        ApiToken._meta.db = bound.engine()
        await ApiToken.create_table()
        for statement in STATEMENTS:
            await Case.raw(statement)

    manager.add_raw(create)
    return manager
