"""A service for the benches: a step of 20 questions, and rows of six."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xidmet.contract.fields import Choice, Date, Money, Number, Text, YesNo
from xidmet.contract.form import Form, Part, Step
from xidmet.contract.hooks import hookimpl
from xidmet.contract.roles import Agency, Party
from xidmet.contract.service import Service
from xidmet.contract.states import State, Transition

ROWS = 200
KINDS = {"short": "Short", "long": "Long", "other": "Other"}


class Worker(Form):
    fin = Text("FIN", format="fin")
    surname = Text("Surname", format="name")
    salary = Money("Salary")
    since = Date("Since")
    kind = Choice("Kind", KINDS)
    foreign = YesNo("Foreign")


class Someone(Form):
    surname = Text("Surname", format="name")
    given_name = Text("Name", format="name")
    born = Date("Born")
    fin = Text("FIN", format="fin")
    card = Text("Identity card", format="identity-card")


class Home(Form):
    city = Text("City")
    street = Text("Street")
    postal_code = Text("Postal code", format="postal-code")


class Work(Form):
    salary = Money("Salary")
    since = Date("Since")
    hour = Text("Begins at", format="time")


class Twenty(Form):
    """Twenty questions of the kinds that forms mostly have, some of them in parts."""

    page = Step("Twenty questions")
    person = Part("Person", Someone)
    home = Part("Home", Home)
    work = Part("Work", Work)
    email = Text("E-mail", format="email")
    phone = Text("Phone", format="phone")
    account = Text("Account", format="iban")
    kind = Choice("Kind", KINDS)
    why = Text("Why", format="long").when(kind == "long")
    people = Number("People", least=1, most=99)
    married = YesNo("Married")
    children = YesNo("Children")
    about = Text("About", format="long").optional()


class Request(Twenty):
    rows = Step("Rows")
    workers = Part("Workers", Worker, key=Worker.fin).many(0, 500)


anybody = Party("Anybody")


class Bench(Service):
    slug = "bench"
    title = "Bench"
    agency = Agency("bench", "Bench")
    law = "None"
    purpose = "Measures how long forms take."
    keep_years = 1
    form = Request
    applicant = anybody

    draft = State("Draft", waits_for=anybody)
    done = State("Done")
    starts = draft
    send = Transition("Send", draft, done, by=anybody)


@hookimpl
def services() -> Sequence[type[Service]]:
    return [Bench]


TYPED: dict[str, Any] = {
    "person": {
        "surname": "Əliyeva",
        "given_name": "Leyla",
        "born": {"day": "1", "month": "5", "year": "1990"},
        "fin": "5vbk5vr",
        "card": "AA1234567",
    },
    "home": {"city": "Bakı", "street": "Nizami küçəsi 10", "postal_code": "AZ1000"},
    "work": {"salary": "1 234,50", "since": {"day": "1", "month": "2", "year": "2020"}, "hour": "09:00"},
    "email": "leyla@numune.example",
    "phone": "050 123 45 67",
    "account": "AZ21NABZ00000000137010001944",
    "kind": "long",
    "why": "Çünki lazımdır.",
    "people": "3",
    "married": "yes",
    "children": "no",
    "about": "",
}


def worker(place: int) -> dict[str, Any]:
    """One row as it is typed."""
    return {
        "_id": f"r{place}",
        "fin": f"7AB1{place:03}",
        "surname": "Məmmədov",
        "salary": "850,00",
        "since": {"day": "1", "month": "9", "year": "2024"},
        "kind": "short",
        "foreign": "no",
    }
