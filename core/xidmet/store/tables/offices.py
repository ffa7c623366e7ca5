"""How officers' roles at agencies come about, and what was done about them.

Whatever waits has no closed_at; a partial unique key lets the same thing wait once only.
"""

from __future__ import annotations

from piccolo.columns import UUID, Boolean, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store.tables.people import Account

KEEP = OnDelete.restrict


class AgencyRow(Table, tablename="agency"):
    """Agencies are declared by plugins; whoever changes the offices of one takes this row first."""

    code = Varchar(100, primary_key=True)


class OfficeOffer(Table, tablename="office_offer"):
    """A role that is offered to whoever proves to have an e-mail address. It holds once accepted and confirmed."""

    id = UUID(primary_key=True, default=UUID4())
    agency = Varchar(100)
    number = Integer()  # of its agency, from 1
    officer = Varchar(100)  # "agency code:role"
    address = Varchar(254)  # as it was typed
    recipient = Varchar(254)  # the address folded for comparison
    digest = Varchar(64, unique=True)  # SHA-256 of the token in the letter's link
    proposed_by = ForeignKey(Account, on_delete=KEEP, null=True, default=None)  # None: the operator
    proposed_at = Timestamptz()
    accepted_by = ForeignKey(Account, on_delete=KEEP, null=True, default=None)
    accepted_at = Timestamptz(null=True, default=None)
    confirmed_by = Varchar(60, default="")  # an account's id, or "operator"
    confirmed_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    outcome = Varchar(10, default="")  # held, declined, withdrawn, lapsed


class OfficeAct(Table, tablename="office_act"):
    """What was done about the offices of an agency. Only appended to."""

    id = UUID(primary_key=True, default=UUID4())
    agency = Varchar(100)
    happened_at = Timestamptz()
    kind = Varchar(20)
    account = UUID(null=True, default=None)  # who did it, None: the operator; no key, for the act outlives the account
    who = Varchar(300)
    facts = Text(default="{}")  # JSON: whom, officer, number


class CalendarDecision(Table, tablename="calendar_decision"):
    """A day that is worked, or not, otherwise than the official calendar has it. Only appended to: the newest counts.

    (agency, number) is a unique key of the store.
    """

    id = UUID(primary_key=True, default=UUID4())
    agency = Varchar(100)
    number = Integer()  # of its agency, from 1
    day = Date()
    worked = Boolean(null=True, default=None)  # None: as the official calendar has it, from now on
    law = Varchar(300)
    account = UUID(null=True, default=None)  # who entered it; no key, for the decision outlives the account
    who = Varchar(300)
    decided_at = Timestamptz()


class AgencyChange(Table, tablename="agency_change"):
    """What an agency changed of its own data: a table it keeps, the texts of a service. Only appended to, in a hash
    chain for each subject. (subject, number) is a unique key of the store, and so is a token that is not empty.
    """

    id = UUID(primary_key=True, default=UUID4())
    chain = UUID()  # of the subject
    agency = Varchar(100)
    subject = Varchar(120)  # "table:name of the register" or "texts:slug of the service"
    number = Integer()  # of its subject, from 1
    kind = Varchar(20)  # changed, proposed, confirmed, declined, worded
    about = Integer(null=True, default=None)  # the number that it confirms or declines
    token = Varchar(64)  # of the form that asked for it
    account = UUID(null=True, default=None)  # who did it; no key, for the change outlives the account
    who = Varchar(300)
    made_at = Timestamptz()
    body = Text()  # canonical JSON: what the hash is over
    before = Varchar(64)
    hash = Varchar(64)
