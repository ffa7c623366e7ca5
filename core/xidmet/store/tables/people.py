"""People, the organisations they act for, and how they are signed in."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Bytea, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

KEEP = OnDelete.restrict


class Account(Table, tablename="account"):
    id = UUID(primary_key=True, default=UUID4())
    kind = Varchar(20)  # Kind of the person: citizen, foreigner, stateless
    email = Varchar(254)
    email_key = Varchar(254, unique=True)  # folded for comparison; "none:<id>" without an address
    password = Varchar(200)  # argon2id, "" = no password
    fin = Varchar(7, null=True, default=None, unique=True)  # proved; nobody else can have it
    claimed_fin = Varchar(7)  # as typed at registration; it gives nothing
    passport = Varchar(24, null=True, default=None, unique=True)  # country and number, "TR-U12345678"; proved
    claimed_passport = Varchar(24)  # as typed
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
    closed_at = Timestamptz(null=True, default=None)  # from then on the row says nothing about anybody


class Organisation(Table, tablename="organisation"):
    id = UUID(primary_key=True, default=UUID4())
    voen = Varchar(10, unique=True)
    name = Varchar(300)
    kind = Varchar(20)
    address = Varchar(500)
    created_at = Timestamptz()


class Mandate(Table, tablename="mandate"):
    """A power that was granted, and accepted where it had to be. offered_at, accepted_at: None for one that needed no
    offer. granted_by, ended_by: an account's id, else "registration", "seal certificate", "demonstration".
    """

    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(Account, on_delete=KEEP, null=False, index=True)
    organisation = ForeignKey(Organisation, on_delete=KEEP, null=False, index=True)
    role = Varchar(20)
    services = Text(default="")  # slugs with a blank between them; "" for all services
    starts = Timestamptz()
    ends = Timestamptz(null=True, default=None)
    granted_by = Varchar(60)
    offered_at = Timestamptz(null=True, default=None)
    accepted_at = Timestamptz(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)
    ended_by = Varchar(60, default="")


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
    ward = Varchar(7, default="")  # acting for this child or ward: their FIN
    means = Varchar(40)
    csrf = Varchar(64)
    language = Varchar(2)
    notes = JSONB(default="{}")  # flash message, form tokens, where to go after sign-in
    created_at = Timestamptz()
    seen_at = Timestamptz()
    ends_at = Timestamptz(index=True)
    id = UUID(null=True, default=None, unique=True)  # by which its owner may name it; it opens nothing
    level = Varchar(12)  # how surely it is known who this is
    proved_at = Timestamptz(null=True, default=None)  # when they last showed it
    agent = Varchar(80)  # browser and system, as words
    place = Varchar(24)  # keyed hash of the network address


class Means(Table, tablename="means"):
    """A means of signing in that belongs to an account: a passkey, an app's codes, a certificate, a provider."""

    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(Account, on_delete=OnDelete.cascade, null=False, index=True)
    name = Varchar(40)  # of the means
    key = Varchar(300)  # whom the means knows; unique with its name
    label = Varchar(120)
    level = Varchar(12)
    sealed = Bytea()  # what the means keeps, encrypted
    added_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)


class Attribute(Table, tablename="attribute"):
    """What was proved about a person, and by whom; unique by account and name."""

    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(Account, on_delete=OnDelete.cascade, null=False)
    name = Varchar(40)
    value = Varchar(300)
    source = Varchar(300)
    means = Varchar(40)
    level = Varchar(12)
    proved_at = Timestamptz()


class Ceremony(Table, tablename="ceremony"):
    """One try of one browser to show who it is."""

    id = Varchar(64, primary_key=True)
    session = Varchar(64)  # digest of the session that began it; nobody else can go on
    means = Varchar(40)
    purpose = Varchar(12)
    account = ForeignKey(Account, on_delete=OnDelete.cascade, null=True, default=None)
    next = Varchar(300)
    sealed = Bytea()  # nonce and notes, encrypted
    version = Integer(default=1)
    created_at = Timestamptz()
    ends_at = Timestamptz(index=True)
    used_at = Timestamptz(null=True, default=None)


class SignIn(Table, tablename="sign_in"):
    """What happened at the door of an account: for its owner to read."""

    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(Account, on_delete=OnDelete.cascade, null=False)
    happened_at = Timestamptz()
    kind = Varchar(20)  # signed in, stepped up, refused, signed out, means added ...
    means = Varchar(40)
    level = Varchar(12)
    agent = Varchar(80)
    place = Varchar(24)


class Device(Table, tablename="device"):
    """A browser that an account was signed in with before; it holds a random token, the store its digest."""

    digest = Varchar(64, primary_key=True)
    account = ForeignKey(Account, on_delete=OnDelete.cascade, null=False, index=True)
    agent = Varchar(80)
    first_at = Timestamptz()
    seen_at = Timestamptz()


class OneTimeLink(Table, tablename="one_time_link"):
    digest = Varchar(64, primary_key=True)
    purpose = Varchar(30)
    account = ForeignKey(Account, on_delete=OnDelete.cascade, null=False)
    ends_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)
    value = Varchar(254)  # what it brings about: an e-mail address


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
