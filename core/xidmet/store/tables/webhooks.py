"""What happened in organisations' cases, as a feed that programs follow, and the addresses to which it is delivered."""

from __future__ import annotations

from piccolo.columns import UUID, BigInt, Bytea, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store.tables.people import Account, Organisation

KEEP = OnDelete.restrict


class CaseEvent(Table, tablename="case_event"):
    """The moves of one transaction in the cases of one party and service: one row, however many they are."""

    id = BigInt(primary_key=True)  # drawn by the store, while the cases are held: never lower for a later move
    place = BigInt(null=True, default=None, unique=True)  # in the feed; given after the commit, in the order of ids
    party = Varchar(60)
    service = Varchar(80)
    at = Timestamptz()
    moves = Text()  # JSON: number, state, version and transition of each


class FeedPlace(Table, tablename="feed_place"):
    """One row: the last place that was given, and the last one that was forgotten."""

    id = Integer(primary_key=True)
    last = BigInt()
    forgotten = BigInt()


class Webhook(Table, tablename="webhook"):
    """An address of an organisation's program. Its row is its outbox: how far it was told, and when to try again."""

    id = UUID(primary_key=True, default=UUID4())
    organisation = ForeignKey(Organisation, on_delete=KEEP, null=False, index=True)
    party = Varchar(60, index=True)
    address = Varchar(500)
    services = Text(default="")  # slugs with a blank between them; "" for all services
    secret = Bytea()  # sealed
    old_secret = Bytea(null=True, default=None)  # the one before, while both sign
    old_until = Timestamptz(null=True, default=None)
    once = Varchar(64, unique=True)  # token of the form: pressed twice, it makes one
    state = Varchar(10)  # on, off, broken, ended
    made_by = ForeignKey(Account, on_delete=KEEP, null=False)
    created_at = Timestamptz()
    place = BigInt()  # of the last event that was delivered, and which one of that row it is
    nth = Integer(default=0)
    newest = BigInt()  # place of the last row of its party
    claims = Integer(default=0)  # how often it was claimed: only the last one may say how it went
    lease_until = Timestamptz(null=True, default=None)
    tries = Integer(default=0)  # that failed since the last success
    failing_since = Timestamptz(null=True, default=None)
    next_at = Timestamptz()
    sent_at = Timestamptz(null=True, default=None)


class WebhookDelivery(Table, tablename="webhook_delivery"):
    """What was sent, or will be, byte for byte: a repeat has the same id and the same body."""

    id = UUID(primary_key=True, default=UUID4())
    webhook = ForeignKey(Webhook, on_delete=OnDelete.cascade, null=False)
    message = Varchar(60, unique=True)  # its webhook-id
    kind = Varchar(10)  # events, test
    body = Text()
    events = Integer()  # how many
    place = BigInt()  # of its last event
    nth = Integer()
    state = Varchar(10)  # waits: next in turn; asked: by a person, out of turn; sent, failed
    status = Integer(null=True, default=None)  # of HTTP, of the last try
    problem = Varchar(20, default="")  # why there was no answer
    tries = Integer(default=0)
    created_at = Timestamptz()
    tried_at = Timestamptz(null=True, default=None)
    lease_until = Timestamptz(null=True, default=None)
