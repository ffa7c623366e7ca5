"""Documents that are being signed, and the signatures that a case moved on."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store.tables.cases import Case
from xidmet.store.tables.papers import Document
from xidmet.store.tables.people import Account

KEEP = OnDelete.restrict


class Signing(Table, tablename="signing"):
    """One document for one signature under one move of one version of a case; it lives for some days at most."""

    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=KEEP, null=False, index=True)
    transition = Varchar(60)
    version = Integer()  # of the case; with any other one this signing is void
    token = Varchar(64, unique=True)  # of the form that asked for it, and of the move it leads to
    account = ForeignKey(Account, on_delete=KEEP, null=False)  # whose signature it must be
    document = ForeignKey(Document, on_delete=KEEP, null=False)
    sha256 = Varchar(64)  # of the document, as it was shown
    given = Varchar(64)  # hash over the answers in it
    asked = JSONB(default="{}")  # what was typed where the move asks something
    made_at = Timestamptz()
    ends_at = Timestamptz(index=True)
    used_at = Timestamptz(null=True, default=None)  # when the case moved by it


class Signature(Table, tablename="signature"):
    """What somebody signed, and how it was judged, with all that is needed to judge it again as of then."""

    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=KEEP, null=False, index=True)
    transition = Varchar(60)
    place = Integer()  # of the row of the case's journal that names it
    kind = Varchar(10)  # electronic, or paper
    account = ForeignKey(Account, on_delete=KEEP, null=True, default=None)
    name = Varchar(300)  # as the certificate names the signer, or, on paper, the account
    fin = Varchar(7)
    voen = Varchar(10)
    form = Varchar(40)  # such as PAdES
    level = Varchar(10)
    original = ForeignKey(Document, on_delete=KEEP, null=False)  # what was signed
    file = ForeignKey(Document, on_delete=KEEP, null=False)  # with the signature
    report = JSONB(default="{}")  # the machine report
    material = JSONB(default="{}")  # certificates, lists and answers that were used
    signed_at = Timestamptz()
