"""Every word a plugin may say."""

from xidmet.contract.appointment import Appointment, DemoPlace
from xidmet.contract.attestation import Attestation
from xidmet.contract.code_lists import countries, occupations
from xidmet.contract.fields import (
    Choice,
    Consent,
    Date,
    DateRange,
    Days,
    Moment,
    Money,
    Number,
    Text,
    Upload,
    YesNo,
    derived,
)
from xidmet.contract.form import Form, Marks, Part, Step
from xidmet.contract.hooks import hookimpl
from xidmet.contract.legal_terms import LegalTerms
from xidmet.contract.months import months_later
from xidmet.contract.notice import Notice
from xidmet.contract.parts import Address, Organisation, Passport, Person
from xidmet.contract.payments import payments
from xidmet.contract.registers import Code, Codelist, Lookup, Register
from xidmet.contract.roles import Agency, Officer, Party
from xidmet.contract.rule import Facts, Refusal, rule
from xidmet.contract.service import Appeal, Service, Totals
from xidmet.contract.sources import DemoCase, DemoData, DemoPerson, KeptHere, OverHttp
from xidmet.contract.states import State, Transition
from xidmet.contract.terms import StepTerms
from xidmet.contract.texts import _

__all__ = [
    "Address",
    "Agency",
    "Appeal",
    "Appointment",
    "Attestation",
    "Choice",
    "Code",
    "Codelist",
    "Consent",
    "Date",
    "DateRange",
    "Days",
    "DemoCase",
    "DemoData",
    "DemoPerson",
    "DemoPlace",
    "Facts",
    "Form",
    "KeptHere",
    "LegalTerms",
    "Lookup",
    "Marks",
    "Moment",
    "Money",
    "Notice",
    "Number",
    "Officer",
    "Organisation",
    "OverHttp",
    "Part",
    "Party",
    "Passport",
    "Person",
    "Refusal",
    "Register",
    "Service",
    "State",
    "Step",
    "StepTerms",
    "Text",
    "Totals",
    "Transition",
    "Upload",
    "YesNo",
    "_",
    "countries",
    "derived",
    "hookimpl",
    "months_later",
    "occupations",
    "payments",
    "rule",
]
