"""The tables, by subject.

Moments are aware (UTC). Money is an integer of qəpik. "party" is a Party key: "p:<FIN>" for a person, "o:<VÖEN>" for
an organisation, "a:<account id>" for a person without a FIN.
"""

from __future__ import annotations

from piccolo.table import Table

from xidmet.store.tables.cases import Case, CaseField, CaseRow, JournalRow, JournalValue, Submission
from xidmet.store.tables.casework import CaseConcern, CaseNote, DocumentCheck
from xidmet.store.tables.evidence import JournalLeaf, JournalRoot
from xidmet.store.tables.mandates import MandateRequest, Offer, OrganisationAct
from xidmet.store.tables.offices import AgencyRow, CalendarDecision, OfficeAct, OfficeOffer
from xidmet.store.tables.papers import Check, Document, Issued, StatusCounter, StatusList, StatusStatement
from xidmet.store.tables.people import (
    Account,
    Attribute,
    Ceremony,
    Device,
    Mandate,
    Means,
    Office,
    OneTimeLink,
    Organisation,
    Remembered,
    Session,
    SignIn,
    Throttle,
    Unsent,
)
from xidmet.store.tables.privacy import Consented, DataCopy
from xidmet.store.tables.rows_file import RowsFile, RowsFileRow
from xidmet.store.tables.signing import Signature, Signing
from xidmet.store.tables.tokens import ApiToken
from xidmet.store.tables.work import Effect, Heartbeat, Mail, Message, RegisterRow

__all__ = [
    "TABLES",
    "Account",
    "Organisation",
    "Mandate",
    "Offer",
    "MandateRequest",
    "OrganisationAct",
    "ApiToken",
    "Office",
    "AgencyRow",
    "OfficeOffer",
    "OfficeAct",
    "CalendarDecision",
    "Session",
    "OneTimeLink",
    "Throttle",
    "Case",
    "CaseField",
    "CaseRow",
    "CaseConcern",
    "CaseNote",
    "DocumentCheck",
    "Submission",
    "JournalRow",
    "JournalValue",
    "Document",
    "Issued",
    "StatusCounter",
    "StatusList",
    "StatusStatement",
    "Check",
    "Signing",
    "Signature",
    "RowsFile",
    "RowsFileRow",
    "Effect",
    "Message",
    "Mail",
    "RegisterRow",
    "Remembered",
    "Heartbeat",
    "Unsent",
    "Means",
    "Attribute",
    "Ceremony",
    "SignIn",
    "Device",
    "Consented",
    "DataCopy",
    "JournalRoot",
    "JournalLeaf",
]

TABLES: tuple[type[Table], ...] = (
    Account,
    Organisation,
    Mandate,
    Offer,
    MandateRequest,
    OrganisationAct,
    ApiToken,
    Office,
    AgencyRow,
    OfficeOffer,
    OfficeAct,
    CalendarDecision,
    Session,
    OneTimeLink,
    Throttle,
    Case,
    CaseField,
    CaseRow,
    Submission,
    JournalRow,
    JournalValue,
    JournalRoot,
    JournalLeaf,
    Document,
    CaseConcern,
    CaseNote,
    DocumentCheck,
    Issued,
    StatusCounter,
    StatusList,
    StatusStatement,
    Check,
    Signing,
    Signature,
    RowsFile,
    RowsFileRow,
    Effect,
    Message,
    Mail,
    RegisterRow,
    Remembered,
    Heartbeat,
    Unsent,
    Means,
    Attribute,
    Ceremony,
    SignIn,
    Device,
    Consented,
    DataCopy,
)
