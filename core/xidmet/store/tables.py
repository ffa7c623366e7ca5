"""The tables. Everything a service asks lives in Case.answers; a service ships no table of its own.

Moments are aware (UTC). Money is an integer of qəpik. "party" is a Party key: "p:<FIN>" for a person, "o:<VÖEN>" for
an organisation, "a:<account id>" for a person without a FIN.
"""

from __future__ import annotations

from piccolo.columns import (
    JSONB,
    UUID,
    BigInt,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

KEEP = OnDelete.restrict


class Account(Table, tablename="account"):
    id = UUID(primary_key=True, default=UUID4())
    kind = Varchar(20)  # Kind of the person: citizen, foreigner, stateless
    email = Varchar(254)
    email_key = Varchar(254, unique=True)  # folded for comparison
    password = Varchar(200)  # argon2id, "" = no password
    fin = Varchar(7, null=True, default=None, unique=True)
    surname = Varchar(100)
    given_name = Varchar(100)
    patronymic = Varchar(100)
    sex = Varchar(1)
    born = Date(null=True, default=None)
    phone = Varchar(20)
    language = Varchar(2, default="az")
    confirmed_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz()
    demo_key = Varchar(40, null=True, default=None, unique=True)


class Organisation(Table, tablename="organisation"):
    id = UUID(primary_key=True, default=UUID4())
    voen = Varchar(10, unique=True)
    name = Varchar(300)
    kind = Varchar(20)
    address = Varchar(500)
    created_at = Timestamptz()


class Mandate(Table, tablename="mandate"):
    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(Account, on_delete=KEEP, null=False, index=True)
    organisation = ForeignKey(Organisation, on_delete=KEEP, null=False, index=True)
    role = Varchar(20)
    starts = Timestamptz()
    ends = Timestamptz(null=True, default=None)
    granted_by = Varchar(60)
    revoked_at = Timestamptz(null=True, default=None)


class Office(Table, tablename="office"):
    """An officer's role that an account holds: "agency code:role"."""

    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(Account, on_delete=KEEP, null=False, index=True)
    officer = Varchar(100)
    starts = Timestamptz()
    ends = Timestamptz(null=True, default=None)


class Session(Table, tablename="session"):
    digest = Varchar(64, primary_key=True)  # SHA-256 of the cookie's token; the token itself is never stored
    account = ForeignKey(Account, on_delete=OnDelete.cascade, null=True, default=None, index=True)
    organisation = ForeignKey(Organisation, on_delete=KEEP, null=True, default=None)  # acting for
    means = Varchar(20)
    csrf = Varchar(64)
    language = Varchar(2)
    notes = JSONB(default="{}")  # flash message, form tokens, where to go after sign-in
    created_at = Timestamptz()
    seen_at = Timestamptz()
    ends_at = Timestamptz(index=True)


class OneTimeLink(Table, tablename="one_time_link"):
    digest = Varchar(64, primary_key=True)
    purpose = Varchar(30)
    account = ForeignKey(Account, on_delete=OnDelete.cascade, null=False)
    ends_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)


class Throttle(Table, tablename="throttle"):
    bucket = Varchar(160, primary_key=True)  # what:who:window
    hits = Integer(default=0)
    ends_at = Timestamptz(index=True)


class Case(Table, tablename="case_"):
    id = UUID(primary_key=True, default=UUID4())
    number = Varchar(20, unique=True)
    service = Varchar(80, index=True)
    party = Varchar(60, index=True)
    opened_by = ForeignKey(Account, on_delete=KEEP, null=True, default=None)
    state = Varchar(60)
    state_since = Timestamptz()
    version = Integer(default=1)
    typed = JSONB(default="{}")  # what was typed, right or wrong; emptied when the draft is sent
    answers = JSONB(default="{}")
    asked = JSONB(default="{}")  # form name -> answers given with a transition
    unique_key = Varchar(200, null=True, default=None, unique=True)  # one_per, while the case can still move
    due_at = Timestamptz(null=True, default=None, index=True)  # when the next timed transition happens
    due_move = Varchar(60)
    officer = ForeignKey(Account, on_delete=KEEP, null=True, default=None)
    journal_head = Varchar(64)
    journal_rows = Integer(default=0)
    opened_at = Timestamptz()
    sent_at = Timestamptz(null=True, default=None)
    changed_at = Timestamptz(index=True)
    checked_at = Timestamptz(null=True, default=None)  # when the registers it rests on were last compared


class CaseField(Table, tablename="case_field"):
    """Searched answers, folded; written in the transaction of the move."""

    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=OnDelete.cascade, null=False, index=True)
    service = Varchar(80)
    path = Varchar(120)
    value = Varchar(300)


class CaseRow(Table, tablename="case_row"):
    """Which register rows a case copied, so that a change in the register finds the cases that rest on it."""

    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=OnDelete.cascade, null=False, index=True)
    register = Varchar(80)
    key = Varchar(200)


class Submission(Table, tablename="submission"):
    """A form's token, spent in the transaction it caused: the same post again finds the first result."""

    token = Varchar(64, primary_key=True)
    case = ForeignKey(Case, on_delete=OnDelete.cascade, null=False)
    move = Varchar(60)
    done_at = Timestamptz()


class JournalRow(Table, tablename="journal_row"):
    id = UUID(primary_key=True, default=UUID4())
    chain = UUID(index=True)  # the case's id, or the site's own chain
    place = Integer()  # 1, 2, 3 ... within the chain
    form = Integer(default=1)  # version of the row's format
    happened_at = Timestamptz()
    kind = Varchar(60)  # moved, looked, checked, issued, told ...
    body = Text()  # canonical JSON: what happened, with commitments in place of personal values
    before = Varchar(64)  # hash of the row before
    hash = Varchar(64)


class JournalValue(Table, tablename="journal_value"):
    """The personal values behind the commitments; erasing them keeps the chain valid."""

    id = UUID(primary_key=True, default=UUID4())
    row = ForeignKey(JournalRow, on_delete=OnDelete.cascade, null=False, index=True)
    name = Varchar(60)
    salt = Varchar(64)
    value = Text()


class Document(Table, tablename="document"):
    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=KEEP, null=True, default=None, index=True)
    party = Varchar(60, index=True)
    name = Varchar(200)
    media_type = Varchar(100)
    size = BigInt()
    sha256 = Varchar(64)
    place = Varchar(120)  # key in the file store
    scan = Varchar(20, default="not scanned")
    made_here = Boolean(default=False)
    created_at = Timestamptz()


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


class Check(Table, tablename="check_"):
    """Someone asked about an attestation and was told that it is active."""

    id = UUID(primary_key=True, default=UUID4())
    issued = ForeignKey(Issued, on_delete=KEEP, null=False, index=True)
    account = ForeignKey(Account, on_delete=KEEP, null=True, default=None, index=True)
    voen = Varchar(10)
    who = Varchar(300)  # name as it was then; "" when not signed in
    way = Varchar(10)  # number, qr, api
    happened_at = Timestamptz()


class Effect(Table, tablename="effect"):
    """Something that must still happen; written in the transaction that caused it."""

    id = UUID(primary_key=True, default=UUID4())
    kind = Varchar(40)
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


class Remembered(Table, tablename="remembered"):
    """An answer offered again the next time: an e-mail address, a phone number."""

    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(Account, on_delete=OnDelete.cascade, null=False, index=True)
    name = Varchar(80)
    value = Varchar(300)
    used_at = Timestamptz()


class Heartbeat(Table, tablename="heartbeat"):
    worker = Varchar(100, primary_key=True)
    seen_at = Timestamptz()


TABLES: tuple[type[Table], ...] = (
    Account,
    Organisation,
    Mandate,
    Office,
    Session,
    OneTimeLink,
    Throttle,
    Case,
    CaseField,
    CaseRow,
    Submission,
    JournalRow,
    JournalValue,
    Document,
    Issued,
    Check,
    Effect,
    Message,
    Mail,
    RegisterRow,
    Remembered,
    Heartbeat,
)
