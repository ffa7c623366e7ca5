"""A site for the officer's view of a case: documents, registers, passports; and a service of another body."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from xidmet.auth import Actor
from xidmet.cases import Site, find_case, move, open_case
from xidmet.cases.answer import answer
from xidmet.cases.attach import attach
from xidmet.store import registers
from xidmet.store.tables import Document

from tests.attachments import pdf, picture
from tests.contract.sites import write_site
from tests.core.certificate import token
from tests.core.uploading import pieces

HIRING = """
from xidmet import (Agency, Appeal, DemoData, Form, KeptHere, Lookup, Marks, Notice, Officer, Part, Party, Passport,
                    Register, Service, State, Step, Text, Transition, Upload, hookimpl)

body, other = Agency("hiring", "House of hiring"), Agency("parks", "House of parks")
clerk, head = Officer("clerk", "Clerk", body), Officer("head", "Head", body)
keeper = Officer("keeper", "Keeper", other)
person = Party("Person")


class Firm(Form):
    voen = Text("VOEN", format="voen")
    name = Text("Name")
    address = Text("Address")


firms = Register("hiring.firms", "Register of firms", Firm, kept_by=head)


class Wish(Form):
    who = Step("Who")
    what = Text("What")
    employer = Lookup("Employer", firms)
    passport = Part("Passport", Passport)
    papers = Step("Papers")
    diploma = Upload("Diploma", original=True).many(0, 5)
    letter = Upload("Letter").optional()
    photo = Upload("Photo", kinds=("jpg", "png", "docx")).optional()


class Outstanding(Form):
    originals = Marks("Originals", documents=True)


class Corrections(Form):
    what = Marks("To be mended")


class Why(Form):
    reason = Text("Reason", format="long")


class Hiring(Service):
    slug, title, agency, law, purpose, keep_years = "hiring", "Hiring", body, "Law", "To hire", 1
    form, applicant, columns = Wish, person, (Wish.what,)
    appeal = Appeal("The court", 30, "Law")
    draft = State("Draft", waits_for=person)
    sent = State("Sent", waits_for=clerk, working_days=10)
    mending = State("To be mended", waits_for=person, working_days=10, pauses=True)
    owed = State("Originals outstanding", waits_for=clerk, working_days=10, pauses=True)
    work = State("In execution", waits_for=head, working_days=10)
    granted, refused, lapsed = State("Granted"), State("Refused"), State("Lapsed")
    starts = draft
    send = Transition("Send", draft, sent, by=person)
    accept = Transition("Accept", sent, work, by=(clerk, head))
    accept_but = Transition("Accept, originals outstanding", sent, owed, by=clerk, asks=Outstanding)
    seen = Transition("Originals seen", owed, work, by=clerk)
    ask = Transition("Ask for corrections", sent, mending, by=clerk, asks=Corrections)
    mend = Transition("Mend", mending, sent, by=person, amends=Corrections.what)
    lapse = Transition("Lapse", mending, lapsed, at=mending.deadline)
    grant = Transition("Grant", work, granted, by=head, asks=Why, tells=[Notice(person, "Yes: {reason}")])
    refuse = Transition("Refuse", [sent, work], refused, by=(clerk, head), asks=Why,
                        tells=[Notice(person, "No: {reason}")])


class Tree(Form):
    passport = Text("Passport", format="passport")


class Parks(Service):
    slug, title, agency, law, purpose, keep_years = "parks", "Parks", other, "Law", "To plant", 1
    form, applicant = Tree, person
    appeal = Appeal("The court", 30, "Law")
    draft, sent, done = State("Draft", waits_for=person), State("Sent", waits_for=keeper), State("Done")
    starts = draft
    send = Transition("Send", draft, sent, by=person)
    agree = Transition("Agree", sent, done, by=keeper, asks=Why, tells=[Notice(person, "{reason}")])


@hookimpl
def registers():
    return [KeptHere(firms)]


@hookimpl
def services():
    return [Hiring, Parks]


@hookimpl
def demo(people, today):
    rows = [(firms, "", Firm(voen="1400000101", name="Nümunə", address="Nizami 1"))]
    return DemoData(rows=rows, offices=[(p.key, clerk.key) for p in people if p.role == "officer"])
"""
CLERK, HEAD, KEEPER = "hiring:clerk", "hiring:head", "parks:keeper"
FIRM = {"voen": "1400000101", "name": "Nümunə", "address": "Nizami 1"}
PASSPORT = "C12345678"


def desk_site(folder: Path) -> Path:
    return write_site(folder, {"hiring": HIRING}).parent


async def firm(**more: str) -> None:
    row = FIRM | more
    await registers.keep("hiring.firms", row["voen"], "", row, f"{row['voen']} {row['name']}")


async def sent(site: Site, actor: Actor, *files: tuple[str, str, bytes], passport: str = PASSPORT) -> str:
    """The number of a case of hiring that was sent just now. files: path, name, content; all of them clean."""
    case = await open_case(site, actor, "hiring", token())
    for path, name, content in files:
        await attach(site, actor, case.number, path, pieces(content), name)
    await Document.update({Document.scan: "clean"}).where(Document.case == case.record.id)
    until = {"day": "1", "month": "1", "year": "2030"}
    paper = {"number": passport, "issued_by": "TR", "valid_until": until}
    typed: dict[str, Any] = {"what": "Aşpaz", "employer": FIRM["voen"], "passport": paper}
    return await _sent(site, actor, case.number, typed)


async def planted(site: Site, actor: Actor, passport: str = PASSPORT) -> str:
    """The same of the other body's service."""
    case = await open_case(site, actor, "parks", token())
    return await _sent(site, actor, case.number, {"passport": passport})


async def _sent(site: Site, actor: Actor, number: str, typed: dict[str, Any]) -> str:
    found = await find_case(site, number)
    assert found is not None
    answered = await answer(site, actor, number, typed, found.version)
    assert not answered.errors, answered.errors
    return await done(site, actor, number, "send")


async def done(
    site: Site, actor: Actor, number: str, name: str, amended: dict[str, Any] | None = None, **asked: Any
) -> str:
    found = await find_case(site, number)
    assert found is not None
    await move(site, actor, number, name, version=found.version, token=token(), asked=asked, amended=amended)
    return number


async def ids_of(number: str) -> dict[str, UUID]:
    """The documents of a case by name."""
    rows = await Document.select(Document.name, Document.id).where(Document.case.number == number)
    return {row["name"]: row["id"] for row in rows}


PAPERS = (("diploma", "diplom.pdf", pdf(3)), ("letter", "məktub.pdf", pdf()), ("photo", "şəkil.png", picture("PNG")))
