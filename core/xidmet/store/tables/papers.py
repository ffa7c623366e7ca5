"""Documents kept, attestations issued, and who checked them."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, BigInt, Boolean, Bytea, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store.tables.cases import Case
from xidmet.store.tables.people import Account

KEEP = OnDelete.restrict


class Document(Table, tablename="document"):
    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=KEEP, null=True, default=None, index=True)
    party = Varchar(60, index=True)
    name = Varchar(200)
    media_type = Varchar(100)
    size = BigInt()
    sha256 = Varchar(64)
    place = Varchar(120)  # key in the file store
    kind = Varchar(10)  # of an attached file: a name in the contract's KINDS
    scan = Varchar(20, default="not scanned")  # not scanned, waiting, clean, infected, too large, made here; erased
    finding = Varchar(200)  # what the scanner found in an infected file
    made_here = Boolean(default=False)
    created_at = Timestamptz()
    seal = Varchar(3)  # of what the portal sealed: its level, B, T, LT or LTA
    renew_by = Timestamptz(null=True, default=None)  # when that must be raised or renewed


class Issued(Table, tablename="issued"):
    """An attestation as issued. The number is itself the secret."""

    id = UUID(primary_key=True, default=UUID4())
    number = Varchar(20, unique=True)
    attestation = Varchar(80, index=True)
    service = Varchar(80)
    case = ForeignKey(Case, on_delete=KEEP, null=False, index=True)
    holder = Varchar(60, index=True)
    holder_name = Varchar(300)  # as it was when issued
    record = JSONB()
    language = Varchar(2, default="az")
    in_force = Boolean(default=True)
    issued_at = Timestamptz()
    valid_until = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    ended_by = Varchar(60)  # the transition that ended it
    qr = Text()
    document = ForeignKey(Document, on_delete=KEEP, null=True, default=None)
    status_index = BigInt(null=True, default=None)  # its place on the status lists; unique where there is one


class StatusCounter(Table, tablename="status_counter"):
    """One row: what the next place on the status lists is drawn from. PostgreSQL counts in a sequence instead."""

    id = Integer(primary_key=True)
    next = BigInt()
    key = Varchar(64)  # 32 bytes as hex: the order of the places is nobody's to know


class StatusList(Table, tablename="status_list"):
    """One bit for each place: was it ended? Made by the worker from what was issued."""

    id = Integer(primary_key=True)
    hash = Varchar(64, index=True)  # SHA-256 of the packed bits, under which they are fetched
    packed = Bytea()
    mark = Varchar(60)  # of what was ended when it was made: another one now means that it must be made anew


class StatusStatement(Table, tablename="status_statement"):
    """One row: the signed and dated statement which lists hold now."""

    id = Integer(primary_key=True)
    signed = Text()
    claimed_at = Timestamptz(null=True, default=None)  # when a worker last began to make one


class Check(Table, tablename="check_"):
    """Someone asked about an attestation and was told that it is active."""

    id = UUID(primary_key=True, default=UUID4())
    issued = ForeignKey(Issued, on_delete=KEEP, null=False, index=True)
    account = ForeignKey(Account, on_delete=KEEP, null=True, default=None, index=True)
    voen = Varchar(10)
    who = Varchar(300)  # name as it was then; "" when not signed in
    fin = Varchar(7)  # of an account that was closed since; of the others the account knows it
    way = Varchar(10)  # number, qr, api
    happened_at = Timestamptz()
