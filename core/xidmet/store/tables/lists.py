"""Lists: one move asked for in many cases of whoever applies, under one signature, and how it went in each."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store.tables.papers import Document

KEEP = OnDelete.restrict


class MoveList(Table, tablename="move_list"):
    """The list belongs to the party; accounts are no keys, for it outlives them."""

    id = UUID(primary_key=True, default=UUID4())
    party = Varchar(60)
    account = UUID()  # who asks: first who made it, then who signed it
    program = UUID(null=True, default=None)  # the token of the program that made it, until a person signs it
    service = Varchar(80)
    move = Varchar(60)
    asked = JSONB(default="{}")  # raw input, the same for each
    language = Varchar(2)
    means = Varchar(40)  # with which that account was signed in
    level = Varchar(20)
    token = Varchar(64, unique=True)  # of the form that asked for it
    digest = Varchar(64, default="")  # of what a program sent with it
    state = Varchar(10)
    total = Integer()
    problem = Varchar(300)  # the label of a register that does not answer just now
    given = Varchar(64)  # hash over what the move asks, as it was read when the list was made ready
    head = Text()  # what is signed; "" until it is made ready
    items = ForeignKey(Document, on_delete=KEEP, null=True, default=None)  # the lines that the head binds
    signature = ForeignKey(Document, on_delete=KEEP, null=True, default=None)
    signer = Varchar(300)  # as the certificate names them
    report = JSONB(default="{}")
    material = JSONB(default="{}")
    result = ForeignKey(Document, on_delete=KEEP, null=True, default=None)
    made_at = Timestamptz()
    ends_at = Timestamptz()  # until then it can be signed
    signed_at = Timestamptz(null=True, default=None)  # or confirmed, where no signature is due
    done_at = Timestamptz(null=True, default=None)


class MoveListItem(Table, tablename="move_list_item"):
    """One case of it. (of_list, place) is a unique key of the store."""

    id = UUID(primary_key=True, default=UUID4())
    of_list = ForeignKey(MoveList, on_delete=OnDelete.cascade, null=False)
    place = Integer()
    number = Varchar(20)
    version = Integer()  # of the case, as it was chosen
    shown = JSONB(default="[]")  # what tells cases apart, as it was when it was checked
    state = Varchar(10)
    n = Integer(null=True, default=None)  # its number in what was signed
    reason = Text()  # msgid of why, by which rows are counted
    why = Text()
    mend = Text()
    done_at = Timestamptz(null=True, default=None)
