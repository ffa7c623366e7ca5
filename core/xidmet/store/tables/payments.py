"""What is paid for cases."""

from __future__ import annotations

from piccolo.columns import UUID, BigInt, Bytea, Date, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store.tables.cases import Case
from xidmet.store.tables.papers import KEEP, Document


class Payment(Table, tablename="payment"):
    """One try to pay, or one receipt. No number of a card, nor anything else of how it was paid."""

    id = UUID(primary_key=True, default=UUID4())
    reference = Varchar(40, unique=True)  # our name for it at the outside party
    token = Varchar(64, unique=True)  # of the form that began it
    case = ForeignKey(Case, on_delete=KEEP, null=False, index=True)
    account = UUID(null=True, default=None)  # of whoever began it; may be closed since
    means = Varchar(40)  # "receipt", or the name of a plugin's
    amount = BigInt()  # qepik that were due
    received = BigInt(null=True, default=None)  # qepik that were paid
    state = Varchar(20)  # open, paid, not paid, wrong amount, told, refused, to pay back, paid back
    theirs = Varchar(100)  # the payment's name at the outside party
    sealed = Bytea()  # what the means notes, encrypted
    why = Varchar(1000)  # why it was not paid (a msgid), or what the officer said
    language = Varchar(2, default="az")
    made_at = Timestamptz()
    ends_at = Timestamptz()  # from then on it can't be paid any more
    ask_at = Timestamptz(null=True, default=None)  # when the outside party is to be asked next
    asked = Integer(default=0)
    settled_at = Timestamptz(null=True, default=None)
    paid_on = Date(null=True, default=None)  # by the receipt
    document = ForeignKey(Document, on_delete=KEEP, null=True, default=None)  # the receipt
