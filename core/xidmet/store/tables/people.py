"""People, the organisations they act for, and how they are signed in."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Bytea, Date, ForeignKey, Integer, Timestamptz, Varchar
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


class Remembered(Table, tablename="remembered"):
    """An answer offered again the next time: an e-mail address, a phone number."""

    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(Account, on_delete=OnDelete.cascade, null=False, index=True)
    name = Varchar(80)
    value = Varchar(300)
    used_at = Timestamptz()


class Unsent(Table, tablename="unsent"):
    """A form that was posted by somebody whose session was over; shown to them again once they have signed in."""

    session = Varchar(64, primary_key=True)  # digest of the session in whose hand it is
    page = Varchar(300)
    sealed = Bytea()  # what was posted, encrypted
    ends_at = Timestamptz(index=True)
