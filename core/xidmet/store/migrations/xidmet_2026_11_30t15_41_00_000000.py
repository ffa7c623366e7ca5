"""Mobile numbers to which notices go by SMS."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store import bound
from xidmet.store.tables import Account

ID = "2026-11-30T15:41:00:000000"


# As it was on this day; what changes later is another migration.
class SmsNumber(Table, tablename="sms_number"):
    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(Account, on_delete=OnDelete.restrict, null=False, unique=True)
    number = Varchar(20)
    confirmed_at = Timestamptz(null=True, default=None)
    wanted = Varchar(20)
    code = Varchar(64)
    code_until = Timestamptz(null=True, default=None)
    tries = Integer(default=0)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Numbers for SMS")

    async def create() -> None:
        SmsNumber._meta.db = bound.engine()
        await SmsNumber.create_table()

    manager.add_raw(create)
    return manager
