"""A site whose agency keeps a table of fees and a list of grounds, and whose one service takes from both."""

from __future__ import annotations

from pathlib import Path

from tests.contract.sites import write_site

LICENCES = """
from xidmet import (Agency, Appeal, Choice, Codelist, Date, DemoData, Form, KeptHere, Lookup, Money, Notice, Number,
                    Officer, Party, Register, Service, State, Text, Transition, YesNo, hookimpl)

body, other = Agency("licences", "Licences"), Agency("others", "Others")
clerk, head = Officer("clerk", "Clerk", body), Officer("head", "Head", body)
stranger = Officer("clerk", "Clerk", other)
person = Party("Person")


class Tariff(Form):
    code = Text("Code")
    kind = Choice("Kind", {"short": "Short", "long": "Long"})
    student = YesNo("Student")
    name = Text("Name")
    days = Number("Days", least=1)
    amount = Money("Duty")
    since = Date("Since")
    until = Date("Until").optional()


tariffs = Register("licences.tariffs", "Duties", Tariff, kept_by=head, valid=(Tariff.since, Tariff.until))
grounds = Codelist("licences.refusals", "Grounds of refusal", kept_by=head)
elsewhere = Codelist("others.list", "A list of others", kept_by=stranger)


class Wish(Form):
    name = Text("Name")
    tariff = Lookup("Tariff", tariffs)
    fee, days = tariff.column(Tariff.amount), tariff.column(Tariff.days)


class Refusing(Form):
    ground = Lookup("Ground", grounds)
    reason = Text("Reason", format="long")


class Licence(Service):
    slug, title, agency, law, purpose, keep_years = "licence", "Licence", body, "Law", "To be licensed", 1
    form, applicant, fee = Wish, person, Wish.fee
    appeal = Appeal("The court", 30, "Law")
    draft = State("Draft", waits_for=person)
    sent = State("Sent", waits_for=clerk, working_days=Wish.days)
    refused = State("Refused")
    starts = draft
    send = Transition("Send", draft, sent, by=person, tells=[Notice(person, "{number} is here, {name}. Fee: {fee}")])
    refuse = Transition("Refuse", sent, refused, by=clerk, asks=Refusing,
                        tells=[Notice(person, "{number} was refused. {ground}: {reason}")])


@hookimpl
def services():
    return [Licence]


@hookimpl
def registers():
    return [KeptHere(tariffs, "tariffs.csv"), KeptHere(grounds, "refusals.csv"), KeptHere(elsewhere)]


@hookimpl
def demo(people):
    return DemoData(offices=[("nigar", key) for key in ("licences:head", "licences:administrator")])
"""
TARIFFS = """code,kind,student,name,days,amount,since,until
short,short,no,Short one,10,40.00,2019-01-01,
long,long,no,Long one,30,100.00,2019-01-01,
old,short,no,Old one,5,9.00,2010-01-01,2018-12-31
"""
REFUSALS = """code,name,name_az,name_ru,parent,version,since,until
1,Forged papers,Saxta sənədlər,Поддельные документы,,1,,
2,Debts,Borclar,Долги,,1,,
10,Others,Başqaları,Прочее,,1,,
"""
CLERK, HEAD, ADMINISTRATOR, STRANGER = "licences:clerk", "licences:head", "licences:administrator", "others:clerk"
TABLES = "/offices/licences/tables"
DUTIES, GROUNDS = f"{TABLES}/licences.tariffs", f"{TABLES}/licences.refusals"


def tables_site(folder: Path) -> Path:
    """The site's folder."""
    site = write_site(folder, {"licences": LICENCES}).parent
    data = site / "plugins/licences/data"
    data.mkdir()
    (data / "tariffs.csv").write_text(TARIFFS, encoding="utf-8")
    (data / "refusals.csv").write_text(REFUSALS, encoding="utf-8")
    return site
