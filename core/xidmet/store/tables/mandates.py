"""How mandates come about, and what the people of an organisation did about them.

services: slugs with a blank between them, "" for all services. Whatever waits has no closed_at; a partial unique key
lets the same thing wait once only.
"""

from __future__ import annotations

from piccolo.columns import UUID, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store.tables.people import Account, Organisation

KEEP = OnDelete.restrict


class Offer(Table, tablename="mandate_offer"):
    """A mandate that a head offers to an account, or to whoever proves to have an e-mail address."""

    id = UUID(primary_key=True, default=UUID4())
    organisation = ForeignKey(Organisation, on_delete=KEEP, null=False, index=True)
    account = ForeignKey(Account, on_delete=OnDelete.cascade, null=True, default=None)
    address = Varchar(254)  # as it was typed; "" when it was offered to an account
    recipient = Varchar(260, index=True)  # "a:<account id>" or "e:<folded address>"
    role = Varchar(20)
    services = Text(default="")
    starts = Timestamptz(null=True, default=None)  # None: when it is accepted
    ends = Timestamptz(null=True, default=None)
    offered_by = ForeignKey(Account, on_delete=KEEP, null=False)
    offered_at = Timestamptz()
    closed_at = Timestamptz(null=True, default=None)
    outcome = Varchar(10, default="")  # accepted, declined, withdrawn, lapsed


class MandateRequest(Table, tablename="mandate_request"):
    """Somebody asks the heads of an organisation for a mandate."""

    id = UUID(primary_key=True, default=UUID4())
    organisation = ForeignKey(Organisation, on_delete=KEEP, null=False, index=True)
    account = ForeignKey(Account, on_delete=OnDelete.cascade, null=False, index=True)
    role = Varchar(20)
    services = Text(default="")
    asked_at = Timestamptz()
    closed_at = Timestamptz(null=True, default=None)
    closed_by = Varchar(60, default="")
    outcome = Varchar(10, default="")  # granted, declined
    reason = Varchar(500, default="")


class OrganisationAct(Table, tablename="organisation_act"):
    """What was done about the mandates of an organisation. Only appended to."""

    id = UUID(primary_key=True, default=UUID4())
    organisation = ForeignKey(Organisation, on_delete=KEEP, null=False, index=True)
    happened_at = Timestamptz()
    kind = Varchar(20)
    account = UUID(null=True, default=None)  # who did it; no key, for the act outlives the account
    who = Varchar(300)
    facts = Text(default="{}")  # JSON: whom, role, services, reason
