"""What must still happen, what was told, and what the worker and the registers keep."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Bytea, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store.tables.cases import Case
from xidmet.store.tables.papers import Issued

KEEP = OnDelete.restrict


class Effect(Table, tablename="effect"):
    """Something that must still happen; written in the transaction that caused it."""

    id = UUID(primary_key=True, default=UUID4())
    kind = Varchar(40)
    lane = Integer(default=0)  # among which others it waits
    payload = JSONB(default="{}")
    once = Varchar(160, unique=True)  # the same effect is never written twice
    case = ForeignKey(Case, on_delete=KEEP, null=True, default=None, index=True)
    state = Varchar(10, default="pending")  # pending, done, dead
    attempts = Integer(default=0)
    run_at = Timestamptz(index=True)
    lease_until = Timestamptz(null=True, default=None)
    error = Varchar(500)
    created_at = Timestamptz()
    done_at = Timestamptz(null=True, default=None)


class Message(Table, tablename="message"):
    """A notice to somebody by one channel; it has an end state."""

    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=KEEP, null=True, default=None, index=True)
    party = Varchar(60, index=True)  # "" for an address that is nobody's account
    channel = Varchar(10)  # inbox, email, sms
    address = Varchar(254)
    subject = Varchar(300)
    text = Text()
    link = Varchar(300)
    language = Varchar(2)
    issued = ForeignKey(Issued, on_delete=KEEP, null=True, default=None)  # its PDF is attached
    state = Varchar(12, default="waiting")  # waiting, sent, delivered, read, failed
    reason = Varchar(300)
    created_at = Timestamptz()
    sent_at = Timestamptz(null=True, default=None)
    read_at = Timestamptz(null=True, default=None)


class Mail(Table, tablename="mail"):
    """The demonstration's mailbox: e-mails as they would have left, kept here instead of being sent."""

    message_id = Varchar(120, primary_key=True)
    to = Varchar(254, index=True)
    subject = Varchar(300)
    source = Bytea()  # the whole RFC 5322 message
    arrived_at = Timestamptz()


class RegisterRow(Table, tablename="register_row"):
    id = UUID(primary_key=True, default=UUID4())
    register = Varchar(80)
    key = Varchar(200)
    about = Varchar(60)
    row = JSONB()
    folded = Text()  # all its texts, folded, for search
    version = Varchar(20)
    changed_at = Timestamptz()


class Heartbeat(Table, tablename="heartbeat"):
    worker = Varchar(100, primary_key=True)
    seen_at = Timestamptz()
