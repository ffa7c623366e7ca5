"""Roles at agencies are offered, accepted and confirmed; what is done about them is kept."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store import bound
from xidmet.store.tables import Account

ID = "2026-11-29T10:00:00:000000"


# As they were on this day; what changes later is another migration.
class AgencyRow(Table, tablename="agency"):
    code = Varchar(100, primary_key=True)


class OfficeOffer(Table, tablename="office_offer"):
    id = UUID(primary_key=True, default=UUID4())
    agency = Varchar(100)
    number = Integer()
    officer = Varchar(100)
    address = Varchar(254)
    recipient = Varchar(254)
    digest = Varchar(64)
    proposed_by = ForeignKey(Account, on_delete=OnDelete.restrict, null=True, default=None)
    proposed_at = Timestamptz()
    accepted_by = ForeignKey(Account, on_delete=OnDelete.restrict, null=True, default=None)
    accepted_at = Timestamptz(null=True, default=None)
    confirmed_by = Varchar(60, default="")
    confirmed_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    outcome = Varchar(10, default="")


class OfficeAct(Table, tablename="office_act"):
    id = UUID(primary_key=True, default=UUID4())
    agency = Varchar(100)
    happened_at = Timestamptz()
    kind = Varchar(20)
    account = UUID(null=True, default=None)
    who = Varchar(300)
    facts = Text(default="{}")


STATEMENTS = (
    "CREATE UNIQUE INDEX office_offer_digest ON office_offer (digest)",
    "CREATE UNIQUE INDEX office_offer_number ON office_offer (agency, number)",
    "CREATE UNIQUE INDEX office_offer_open ON office_offer (officer, recipient) WHERE closed_at IS NULL",
    "CREATE INDEX office_act_agency ON office_act (agency, happened_at)",
    "CREATE UNIQUE INDEX office_held ON office (account, officer) WHERE ends IS NULL",
    "CREATE INDEX office_officer ON office (officer)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Offices at agencies")

    async def create() -> None:
        for table in (AgencyRow, OfficeOffer, OfficeAct):
            table._meta.db = bound.engine()
            await table.create_table()
        for statement in STATEMENTS:
            await Account.raw(statement)

    manager.add_raw(create)
    return manager
