"""Visits at which an officer of a service centre fills in for a person who is present."""

from __future__ import annotations

from piccolo.columns import UUID, Boolean, Date, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store.tables.cases import Case
from xidmet.store.tables.papers import Document
from xidmet.store.tables.people import Account

KEEP = OnDelete.restrict


class AssistVisit(Table, tablename="assist_visit"):
    """From the question to the end. What was typed of the person is emptied when it begins: the account has it."""

    id = UUID(primary_key=True, default=UUID4())
    agency = Varchar(100)
    agency_name = Varchar(300)  # msgid, as the plugin declares it
    everywhere = Boolean(default=False)  # in the services of every agency
    clerk = ForeignKey(Account, on_delete=KEEP, null=False)
    clerk_name = Varchar(300)
    session = Varchar(64)  # digest of the clerk's session; no other one can go on
    party = Varchar(60)  # of the person, "" while nobody is known by this passport
    kind = Varchar(20)
    fin = Varchar(7)
    passport = Varchar(24)
    surname = Varchar(100)
    given_name = Varchar(100)
    patronymic = Varchar(100)
    sex = Varchar(1)
    born = Date(null=True, default=None)
    language = Varchar(2)
    proof = Varchar(20)  # which document was seen
    proof_last = Varchar(4)  # the last signs of its number
    code = Varchar(64)  # digest; "" when nobody was sent one
    tries = Integer(default=0)
    asked_at = Timestamptz()
    agreed_at = Timestamptz(null=True, default=None)
    how = Varchar(10)  # code, device, paper
    document = ForeignKey(Document, on_delete=KEEP, null=True, default=None)  # the consent on paper
    account = ForeignKey(Account, on_delete=KEEP, null=True, default=None)  # of the person, from the beginning on
    begun_at = Timestamptz(null=True, default=None)
    ends_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    end_reason = Varchar(20)  # button, next, left, objected
    objected_at = Timestamptz(null=True, default=None)


class AssistCase(Table, tablename="assist_case"):
    """A case that was begun in a visit: all that the clerk sees of the person's."""

    id = UUID(primary_key=True, default=UUID4())
    visit = ForeignKey(AssistVisit, on_delete=KEEP, null=False)
    case = ForeignKey(Case, on_delete=KEEP, null=False)
