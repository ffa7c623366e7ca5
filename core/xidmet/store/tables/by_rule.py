"""What an authority looks for among all the cases of a service, whom it finds, and what is then done with them."""

from __future__ import annotations

from piccolo.columns import UUID, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store.tables.people import Account

KEEP = OnDelete.restrict


class RuleSearch(Table, tablename="rule_search"):
    """Cases that fit what was asked for, and one move in all of them. Deleted after days: the journals stay.

    state: looking, found, working, stopped, done, failed.
    """

    id = UUID(primary_key=True, default=UUID4())
    account = ForeignKey(Account, on_delete=KEEP, null=False)  # who asked for it
    service = Varchar(80)
    move = Varchar(60)
    wanted = Text(default="{}")  # JSON: rules, values, parties, states
    language = Varchar(2)
    token = Varchar(64, unique=True)
    made_at = Timestamptz()
    state = Varchar(10)
    last = UUID(null=True, default=None)  # the case that was looked at last, in the order of ids
    looked = Integer(default=0)  # how many were looked at
    hits = Integer(default=0)
    unsaid = Integer(default=0)  # those about which a rule could not be asked
    summary = Text(default="{}")  # JSON, once all were looked at: whom it hits, by group
    asked = Text(default="{}")  # JSON: raw input of what the move asks, the same for each
    ran_by = ForeignKey(Account, on_delete=KEEP, null=True, default=None)
    means = Varchar(40, default="")  # with which that officer was signed in
    level = Varchar(20, default="")
    run_token = Varchar(64, null=True, default=None, unique=True)
    began_at = Timestamptz(null=True, default=None)  # the first time, or the last
    ended_at = Timestamptz(null=True, default=None)
    done = Integer(default=0)
    refused = Integer(default=0)
    changed = Integer(default=0)  # left as they are, for they were changed since they were found
    tries = Integer(default=0)  # how often it was begun or taken up again


class RuleHit(Table, tablename="rule_hit"):
    """A case that was found, and how the move went there. (search, place) is a unique key of the store.

    state: waits, done, refused, changed.
    """

    id = UUID(primary_key=True, default=UUID4())
    search = ForeignKey(RuleSearch, on_delete=OnDelete.cascade, null=False)
    place = Integer()
    number = Varchar(20)
    version = Integer()  # of the case when it was found
    party = Varchar(60)
    first = Varchar(120)  # keys of the groups it is in
    second = Varchar(120)
    third = Varchar(120)
    shown = Text()  # JSON: what tells it apart, as people write it
    reason = Text()  # why it was found: what the rules say
    state = Varchar(10)
    why = Text(default="")
    mend = Text(default="")
    done_at = Timestamptz(null=True, default=None)
