"""Documents that several people sign, and what each of them did."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store.tables.cases import Case
from xidmet.store.tables.papers import Document
from xidmet.store.tables.people import Account

KEEP = OnDelete.restrict


class SigningRound(Table, tablename="signing_round"):
    """One document, from the applicant's signature under it until all have signed, or it is void."""

    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=KEEP, null=False, index=True)
    transition = Varchar(60)
    version = Integer()  # of the case while it is being signed; with any other one this round is void
    token = Varchar(64)  # of the move it leads to
    account = ForeignKey(Account, on_delete=KEEP, null=False)  # the applicant, who signed first
    ward = Varchar(7)  # FIN of the child or ward in whose name
    level = Varchar(20)  # how surely the applicant was known
    means = Varchar(60)
    language = Varchar(2)
    document = ForeignKey(Document, on_delete=KEEP, null=True, default=None)  # none any more when it is void
    sha256 = Varchar(64)
    given = Varchar(64)  # hash over the answers in it
    asked = JSONB(default="{}")
    started_at = Timestamptz()
    ends_at = Timestamptz()
    closed_at = Timestamptz(null=True, default=None)
    outcome = Varchar(20)  # sent, taken back, refused, late, not sent
    why = Text(default="")  # of what was not sent, or the word of whoever refused


class CoSigner(Table, tablename="co_signer"):
    """One more person whose signature is due under the document of a round."""

    id = UUID(primary_key=True, default=UUID4())
    round = ForeignKey(SigningRound, on_delete=KEEP, null=False, index=True)
    place = Integer()  # in the order in which they are declared
    fin = Varchar(7, index=True)
    role = Varchar(300)  # msgid of the service
    level = Varchar(20)
    address = Varchar(320)  # where the applicant had the link sent
    invited_at = Timestamptz(null=True, default=None)
    remind_at = Timestamptz(null=True, default=None)
    reminded = Integer(default=0)
    account = UUID(null=True, default=None)
    name = Varchar(300)
    signed_at = Timestamptz(null=True, default=None)
    refused_at = Timestamptz(null=True, default=None)
