"""Mandates for some services, how they come about and end, and acting for a child or ward."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store import bound
from xidmet.store.tables import Account, Case, Organisation

ID = "2026-11-25T10:40:00:000000"


# As they were on this day; what changes later is another migration.
class Offer(Table, tablename="mandate_offer"):
    id = UUID(primary_key=True, default=UUID4())
    organisation = ForeignKey(Organisation, on_delete=OnDelete.restrict, null=False)
    account = ForeignKey(Account, on_delete=OnDelete.cascade, null=True, default=None)
    address = Varchar(254)
    recipient = Varchar(260)
    role = Varchar(20)
    services = Text(default="")
    starts = Timestamptz(null=True, default=None)
    ends = Timestamptz(null=True, default=None)
    offered_by = ForeignKey(Account, on_delete=OnDelete.restrict, null=False)
    offered_at = Timestamptz()
    closed_at = Timestamptz(null=True, default=None)
    outcome = Varchar(10, default="")


class MandateRequest(Table, tablename="mandate_request"):
    id = UUID(primary_key=True, default=UUID4())
    organisation = ForeignKey(Organisation, on_delete=OnDelete.restrict, null=False)
    account = ForeignKey(Account, on_delete=OnDelete.cascade, null=False)
    role = Varchar(20)
    services = Text(default="")
    asked_at = Timestamptz()
    closed_at = Timestamptz(null=True, default=None)
    closed_by = Varchar(60, default="")
    outcome = Varchar(10, default="")
    reason = Varchar(500, default="")


class OrganisationAct(Table, tablename="organisation_act"):
    id = UUID(primary_key=True, default=UUID4())
    organisation = ForeignKey(Organisation, on_delete=OnDelete.restrict, null=False)
    happened_at = Timestamptz()
    kind = Varchar(20)
    account = UUID(null=True, default=None)
    who = Varchar(300)
    facts = Text(default="{}")


STATEMENTS = (
    "ALTER TABLE mandate ADD COLUMN services TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE mandate ADD COLUMN offered_at TIMESTAMPTZ",
    "ALTER TABLE mandate ADD COLUMN accepted_at TIMESTAMPTZ",
    "ALTER TABLE mandate ADD COLUMN ended_by VARCHAR(60) NOT NULL DEFAULT ''",
    "ALTER TABLE session ADD COLUMN ward VARCHAR(7) NOT NULL DEFAULT ''",
    "CREATE INDEX mandate_offer_organisation ON mandate_offer (organisation)",
    "CREATE UNIQUE INDEX mandate_offer_waiting ON mandate_offer (recipient, organisation, role, services) "
    "WHERE closed_at IS NULL",
    "CREATE UNIQUE INDEX mandate_request_waiting ON mandate_request (organisation, account, role, services) "
    "WHERE closed_at IS NULL",
    "CREATE INDEX mandate_request_account ON mandate_request (account)",
    "CREATE INDEX organisation_act_organisation ON organisation_act (organisation, happened_at)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="xidmet", description="Mandates")

    async def create() -> None:
        for table in (Offer, MandateRequest, OrganisationAct):
            table._meta.db = bound.engine()
            await table.create_table()
        for statement in STATEMENTS:
            await Case.raw(statement)

    manager.add_raw(create)
    return manager
