"""Consents as they were given."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import JSONB, UUID, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store import bound
from xidmet.store.tables import Account, Case

ID = "2026-11-25T11:40:00:000000"


# As they were on this day; what changes later is another migration.
class Consented(Table, tablename="consented"):
    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=OnDelete.cascade, null=False)
    account = ForeignKey(Account, on_delete=OnDelete.restrict, null=True, default=None)
    form = Varchar(100)
    path = Varchar(200)
    texts = JSONB(default="{}")
    given_at = Timestamptz()


ONCE = 'CREATE UNIQUE INDEX consented_once ON consented ("case", form, path)'


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Consents as they were given")

    async def create() -> None:
        Consented._meta.db = bound.engine()
        await Consented.create_table()
        await Case.raw(ONCE)

    manager.add_raw(create)
    return manager
