"""Means of signing in, what they proved, and the sessions they open."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, Bytea, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store import bound
from xidmet.store.tables import Account

ID = "2026-11-25T10:30:00:000000"


# As they were on this day; what changes later is another migration.
class Means(Table, tablename="means"):
    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(Account, on_delete=OnDelete.cascade, null=False)
    name = Varchar(40)
    key = Varchar(300)
    label = Varchar(120)
    level = Varchar(12)
    sealed = Bytea()
    added_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)


class Attribute(Table, tablename="attribute"):
    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(Account, on_delete=OnDelete.cascade, null=False)
    name = Varchar(40)
    value = Varchar(300)
    source = Varchar(300)
    means = Varchar(40)
    level = Varchar(12)
    proved_at = Timestamptz()


class Ceremony(Table, tablename="ceremony"):
    id = Varchar(64, primary_key=True)
    session = Varchar(64)
    means = Varchar(40)
    purpose = Varchar(12)
    account = ForeignKey(Account, on_delete=OnDelete.cascade, null=True, default=None)
    next = Varchar(300)
    sealed = Bytea()
    version = Integer(default=1)
    created_at = Timestamptz()
    ends_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)


class SignIn(Table, tablename="sign_in"):
    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(Account, on_delete=OnDelete.cascade, null=False)
    happened_at = Timestamptz()
    kind = Varchar(20)
    means = Varchar(40)
    level = Varchar(12)
    agent = Varchar(80)
    place = Varchar(24)


class Device(Table, tablename="device"):
    digest = Varchar(64, primary_key=True)
    account = ForeignKey(Account, on_delete=OnDelete.cascade, null=False)
    agent = Varchar(80)
    first_at = Timestamptz()
    seen_at = Timestamptz()


STATEMENTS = (
    "DELETE FROM session",  # nobody knows at which level they were signed in
    "ALTER TABLE session ADD COLUMN id UUID",
    "ALTER TABLE session ADD COLUMN level VARCHAR(12) NOT NULL DEFAULT ''",
    "ALTER TABLE session ADD COLUMN proved_at TIMESTAMPTZ",
    "ALTER TABLE session ADD COLUMN agent VARCHAR(80) NOT NULL DEFAULT ''",
    "ALTER TABLE session ADD COLUMN place VARCHAR(24) NOT NULL DEFAULT ''",
    "CREATE UNIQUE INDEX session_id ON session (id)",
    "ALTER TABLE account ADD COLUMN claimed_fin VARCHAR(7) NOT NULL DEFAULT ''",
    # What was typed at a registration proves nothing; only a demonstration's own people are known.
    "UPDATE account SET claimed_fin = fin, fin = NULL WHERE fin IS NOT NULL AND demo_key IS NULL",
    "CREATE UNIQUE INDEX means_key ON means (name, key)",
    "CREATE INDEX means_account ON means (account)",
    "CREATE UNIQUE INDEX attribute_name ON attribute (account, name)",
    "CREATE INDEX ceremony_ends_at ON ceremony (ends_at)",
    "CREATE INDEX sign_in_account ON sign_in (account, happened_at)",
    "CREATE INDEX device_account ON device (account)",
)
ON_POSTGRES = ("ALTER TABLE session ALTER COLUMN means TYPE VARCHAR(40)",)  # SQLite does not count signs


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Means of signing in")

    async def create() -> None:
        for table in (Means, Attribute, Ceremony, SignIn, Device):
            table._meta.db = bound.engine()
            await table.create_table()
        for statement in (*STATEMENTS, *(() if bound.on_sqlite() else ON_POSTGRES)):
            await Account.raw(statement)

    manager.add_raw(create)
    return manager
