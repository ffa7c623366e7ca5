"""Cases and their journal. Everything a service asks lives in Case.answers; a service ships no table of its own."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store.tables.people import Account

KEEP = OnDelete.restrict


class Case(Table, tablename="case_"):
    id = UUID(primary_key=True, default=UUID4())
    number = Varchar(20, unique=True)
    service = Varchar(80, index=True)
    party = Varchar(60, index=True)
    follows = Varchar(20)  # number of the case that this one was begun from; "" for none
    opened_by = ForeignKey(Account, on_delete=KEEP, null=True, default=None)
    state = Varchar(60)
    state_since = Timestamptz()
    version = Integer(default=1)
    typed = JSONB(default="{}")  # what was typed, right or wrong; emptied when the draft is sent
    answers = JSONB(default="{}")
    asked = JSONB(default="{}")  # form name -> answers given with a transition
    sort_name = Varchar(200, default="")  # where it stands among its party's, by name; "" of what is in no roster
    unique_key = Varchar(200, null=True, default=None, unique=True)  # one_per, while the case can still move
    due_at = Timestamptz(null=True, default=None, index=True)  # when the next timed transition happens
    due_move = Varchar(60)
    officer = ForeignKey(Account, on_delete=KEEP, null=True, default=None)  # who took it
    taken_as = Varchar(100)  # "agency code:role", while somebody has it
    taken_at = Timestamptz(null=True, default=None)
    journal_head = Varchar(64)
    journal_rows = Integer(default=0)
    opened_at = Timestamptz()
    sent_at = Timestamptz(null=True, default=None)
    changed_at = Timestamptz(index=True)
    being_signed = Boolean(default=False)  # by several people: its answers are fixed until all have signed
    checked_at = Timestamptz(null=True, default=None)  # when the registers it rests on were last compared
    # The service's whole term, by working days: it runs (from, left, ends), stands still (left), or is over (ends).
    term_from = Timestamptz(null=True, default=None)  # from when what is left of it counts
    term_left = Integer(null=True, default=None)
    term_ends = Timestamptz(null=True, default=None)
    state_ends = Timestamptz(null=True, default=None)  # the state's own term
    deadline = Timestamptz(null=True, default=None)  # the nearer of the two, while somebody has to act
    counted_by = Varchar(40, default="")  # the calendar's version
    remind_at = Timestamptz(null=True, default=None)  # when somebody is to be reminded next
    decided_at = Timestamptz(null=True, default=None)  # by the agency
    decided_days = Integer(null=True, default=None)  # working days it took, without those on which the term stood still


class CaseField(Table, tablename="case_field"):
    """Searched answers, folded, from each of their words on; written in the transaction of the move."""

    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=OnDelete.cascade, null=False, index=True)
    service = Varchar(80)
    party = Varchar(60, default="")  # whose roster it is in; "" for none
    path = Varchar(120)
    value = Varchar(300)


class CaseRow(Table, tablename="case_row"):
    """Which register rows a case copied, so that a change in the register finds the cases that rest on it."""

    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=OnDelete.cascade, null=False, index=True)
    register = Varchar(80)
    key = Varchar(200)


class Submission(Table, tablename="submission"):
    """A form's token, spent in the transaction it caused: the same post again finds the first result.

    digest: of what was sent with it by machine, so that the same key with another body is found out.
    """

    token = Varchar(64, primary_key=True)
    case = ForeignKey(Case, on_delete=OnDelete.cascade, null=False)
    move = Varchar(60)
    digest = Varchar(64)
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
