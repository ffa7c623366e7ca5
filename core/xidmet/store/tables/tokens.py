"""Tokens by which programs of an organisation act."""

from __future__ import annotations

from piccolo.columns import UUID, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store.tables.people import Account, Mandate, Organisation

KEEP = OnDelete.restrict


class ApiToken(Table, tablename="api_token"):
    """The token itself is never stored. It opens nothing once the mandate of the head who made it is over."""

    id = UUID(primary_key=True, default=UUID4())
    organisation = ForeignKey(Organisation, on_delete=KEEP, null=False, index=True)
    made_by = ForeignKey(Account, on_delete=KEEP, null=False)
    mandate = ForeignKey(Mandate, on_delete=KEEP, null=False, index=True)  # as head, under which it was made
    name = Varchar(60)  # of the program
    prefix = Varchar(12)  # its first signs, by which people tell it from others
    digest = Varchar(64, unique=True)  # SHA-256 of the token
    once = Varchar(64, unique=True)  # token of the form: pressed twice, it makes one
    scopes = Varchar(40)  # with a blank between them
    services = Text(default="")  # slugs with a blank between them; "" for all services
    ends = Timestamptz(index=True)
    created_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)  # within an hour
    reminded_at = Timestamptz(null=True, default=None)  # when the heads were told that its end is near
    ended_at = Timestamptz(null=True, default=None)  # before its time
    ended_by = Varchar(60, default="")
