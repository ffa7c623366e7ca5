"""Mobile numbers to which notices go by SMS."""

from __future__ import annotations

from piccolo.columns import UUID, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store.tables.people import Account


class SmsNumber(Table, tablename="sms_number"):
    """One for each account. number: "" until one was confirmed; wanted: waits for its code, "" for none."""

    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(Account, on_delete=OnDelete.restrict, null=False, unique=True)
    number = Varchar(20)  # E.164
    confirmed_at = Timestamptz(null=True, default=None)
    wanted = Varchar(20)
    code = Varchar(64)  # SHA-256, with the account; "" when none holds
    code_until = Timestamptz(null=True, default=None)
    tries = Integer(default=0)  # of this code
